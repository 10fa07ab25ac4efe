import { auditShop, folderDisk, readAccount, shopSettings } from '@onrush/shop'
const orders = Number(process.argv[2])
const settings = shopSettings({ dealItems: 10_000, dealUnits: Math.round(orders / 20), catalogueItems: 200_000, shoppers: Math.max(1000, Math.round(orders / 1.2)), maxOrders: Math.ceil(orders * 1.1) + 1000, meanPriceFen: 2000 })
const c = process.cpuUsage(); const t = performance.now()
const l = auditShop({ disk: folderDisk('/tmp/aud/journal'), settings, seed: 7, account: readAccount('/tmp/aud/account.bin'), endMs: 86_400_000 })
const d = process.cpuUsage(c)
console.log((performance.now() - t).toFixed(0), 'wall ms', d.user / 1e3, 'user', d.system / 1e3, 'sys', process.resourceUsage().maxRSS / 1024, 'MB', l.invariants.map((x) => x.violations).join())

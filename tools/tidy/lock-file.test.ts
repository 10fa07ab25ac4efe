import { expect, it } from 'vitest'
import { missingOptional, withOptional } from '../lock-file.ts'

const lock = {
  packages: {
    '': {},
    'node_modules/formatter': {
      version: '1.0.0',
      optionalDependencies: { '@formatter/linux-x64': '1.0.0', '@formatter/win32-arm64': '1.0.0' },
    },
    'node_modules/@formatter/linux-x64': { version: '1.0.0' },
    'packages/cli/node_modules/inner': { version: '2.0.0', optionalDependencies: { formatter: '1.0.0' } },
  },
}

it('finds the optional packages that are not in the lock, looking upwards as Node does', () => {
  expect(missingOptional(lock)).toEqual([{ name: '@formatter/win32-arm64', version: '1.0.0' }])
})

it('adds them with the platform that their name says, and then misses nothing', () => {
  const complete = withOptional(lock, missingOptional(lock))
  expect(complete.packages['node_modules/@formatter/win32-arm64']).toMatchObject({ os: ['win32'], cpu: ['arm64'] })
  expect(complete.packages['node_modules/formatter']).toEqual(lock.packages['node_modules/formatter'])
  expect(missingOptional(complete)).toEqual([])
})

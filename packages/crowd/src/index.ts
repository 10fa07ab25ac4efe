export { type Midnight, midnightCrowd } from './midnight.ts'
export type { MidnightCrowd } from './midnight-crowd.ts'
export { midnightOperations } from './operations.ts'
export { PayBy } from './pay-by.ts'
export type {
  BrowsingSettings,
  CartSettings,
  DaySettings,
  DealSettings,
  MidnightOptions,
  MidnightSettings,
  PayingSettings,
  RefreshSettings,
  RetrySettings,
} from './settings.ts'

export { createNodes } from './scenario-targets.ts'

import { importsOf, isNode, lineAt, type SyntaxNode, walk } from './syntax.ts'
import { type Files, sourcesOf } from './workspace.ts'

const bannedMembers = new Set(['Date.now', 'performance.now', 'process.hrtime', 'Math.random'])
const bannedGlobals = new Set(['setTimeout', 'setInterval', 'setImmediate'])
const bannedModules = /^(node:)?timers(\/promises)?$/
const home = 'packages/clockwork/'

/** Time, timers and randomness have one home. */
export function bannedCalls(files: Files): string[] {
  return sourcesOf(files)
    .filter(([path]) => !path.startsWith(home))
    .flatMap(([path, text]) => bannedIn(text).map(({ what, line }) => `${path}:${line}: ${what} belongs to clockwork`))
}

function bannedIn(text: string): { what: string; line: number }[] {
  const found = importsOf(text)
    .filter(({ specifier }) => bannedModules.test(specifier))
    .map(({ specifier, line }) => ({ what: specifier, line }))
  walk(text, (node, parent) => {
    const what = bannedBy(node, parent)
    if (what !== undefined) found.push({ what, line: lineAt(text, node.start) })
  })
  return found
}

function bannedBy(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (node.type === 'MemberExpression') {
    const member = `${nameOf(node['object'])}.${nameOf(node['property'])}`
    return bannedMembers.has(member) ? member : undefined
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' && isEmpty(node['arguments']))
    return 'new Date()'
  if (node.type !== 'Identifier' || !bannedGlobals.has(nameOf(node))) return undefined
  // A member of something else, or the name of a property, only looks like the global.
  const isName = parent !== undefined && (parent['property'] === node || parent['key'] === node)
  return isName ? undefined : nameOf(node)
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : ''
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0
}

import { parseAst } from 'vitest/node'

/** Any node of the syntax tree; only `type`, `start` and `end` are there for sure. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** An import, export-from, dynamic import or `import('…')` type: the text between the quotes and where it stands. */
export interface ImportedPath {
  readonly specifier: string
  readonly line: number
}

export interface FunctionSpan {
  readonly name: string
  readonly line: number
  /** Lines that hold code: no blank ones, no comments. */
  readonly codeLines: number
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const importTypes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

/** Why the text is no TypeScript, in one line, or undefined when it is. */
export function syntaxProblemOf(text: string): string | undefined {
  const tree = parse(text)
  return typeof tree === 'string' ? tree : undefined
}

/** Calls `visit` for every node, parents before their children. Text that cannot be parsed has no nodes. */
export function walk(text: string, visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void): void {
  const step = (node: SyntaxNode, parent: SyntaxNode | undefined) => {
    visit(node, parent)
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) step(child, node)
    }
  }
  const tree = parse(text)
  if (typeof tree !== 'string') step(tree, undefined)
}

/** The tree, or why there is none. */
function parse(text: string): SyntaxNode | string {
  try {
    return parseAst(text, { lang: 'ts' }) as unknown as SyntaxNode
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 2).join(' ')
  }
}

/** Everything a module takes from elsewhere, types included. */
export function importsOf(text: string): readonly ImportedPath[] {
  const found: ImportedPath[] = []
  walk(text, (node) => {
    if (!importTypes.has(node.type) || !isNode(node['source'])) return
    const specifier = node['source']['value']
    if (typeof specifier === 'string') found.push({ specifier, line: lineAt(text, node.start) })
  })
  return found
}

/** Every function with a name of its own or of what it is assigned to; callbacks belong to the function around them. */
export function functionsOf(text: string): readonly FunctionSpan[] {
  const found: FunctionSpan[] = []
  walk(text, (node, parent) => {
    if (!functionTypes.has(node.type)) return
    const name = nameOf(node) ?? (parent && nameOf(parent))
    if (name === undefined) return
    const codeLines = codeLinesOf(text.slice(node.start, node.end))
    found.push({ name, line: lineAt(text, node.start), codeLines })
  })
  return found
}

/** Lines that hold code: no blank ones, no comments. */
export function codeLinesOf(text: string): number {
  return text.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** The name a node declares: of a function, method, variable or property. */
function nameOf(node: SyntaxNode): string | undefined {
  for (const field of ['id', 'key']) {
    const named = node[field]
    if (isNode(named) && typeof named['name'] === 'string') return named['name']
  }
  return undefined
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

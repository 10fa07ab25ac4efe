import { posix } from 'node:path'
import type { Files } from './workspace.ts'

/** Links between the pages of this checkout lead somewhere: to a file or folder that exists, and to a heading in it. */
export function brokenLinks(files: Files): string[] {
  const pages = [...files].filter(([path]) => path.endsWith('.md'))
  return pages.flatMap(([path, text]) => linksOf(text).flatMap((link) => problemOf(path, link, files)))
}

function problemOf(page: string, link: string, files: Files): string[] {
  if (/^[a-z]+:/i.test(link)) return []
  const [target = '', anchor] = link.split('#', 2)
  const path = target === '' ? page : posix.join(posix.dirname(page), decodeURI(target))
  const folder = path.endsWith('/') ? path : `${path}/`
  const isFolder = [...files.keys()].some((file) => file.startsWith(folder))
  if (!files.has(path) && !isFolder) return [`${page}: ${link} leads nowhere`]
  if (anchor === undefined || !path.endsWith('.md')) return []
  return anchorsOf(files.get(path) ?? '').includes(anchor) ? [] : [`${page}: ${link} names no heading there`]
}

/** Inline links, images and reference definitions, outside code. */
function linksOf(text: string): string[] {
  const prose = withoutCode(text)
  const inline = [...prose.matchAll(/\]\(\s*<?([^\s)>]+)>?[^)]*\)/g)]
  const defined = [...prose.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/gm)]
  return [...inline, ...defined].flatMap((match) => match[1] ?? [])
}

/** Headings as GitHub names them: lower case, spaces to hyphens, other marks gone; repeats are counted. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>()
  return [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '')
}

function withoutFences(text: string): string {
  return text.replace(/^\s*(```|~~~)[\s\S]*?^\s*\1/gm, '')
}

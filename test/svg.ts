import assert from 'node:assert/strict'

/** The pictures of a text in Markdown, as SVG. */
export function picturesIn(markdown: string): string[] {
  return [...markdown.matchAll(/!\[(?:[^\]\\]|\\.)*\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/g)].map(match =>
    Buffer.from(match[1]!, 'base64').toString(),
  )
}

/** Holds that a text is an SVG that stands for itself: every tag closed, a size, nothing named that is elsewhere. */
export function assertSvg(svg: string): void {
  const open: string[] = []
  const shape = /<(\/?)([a-z]+)((?: [A-Za-z\d:-]+="[^"<]*")*)(\/?)>|[^<]+/gy
  let end = 0
  for (const match of svg.matchAll(shape)) {
    end = match.index + match[0].length
    const [text, closing, name, attributes, empty] = match
    if (!name) assert.doesNotMatch(text, /&(?!(?:lt|gt|amp|quot|#\d+|#x[\da-f]+);)/i)
    else if (closing) assert.equal(open.pop(), name)
    else {
      if (!empty) open.push(name)
      assert.doesNotMatch(attributes!, /\son|url\(|href="[^#]/)
      assert.ok(!['script', 'image', 'a', 'foreignObject'].includes(name), name)
    }
  }
  assert.equal(end, svg.length, `no XML: ${svg.slice(end, end + 80)}`)
  assert.deepEqual(open, [])
  const size = /^<svg [^>]*width="(\d+)px" height="(\d+)px"/.exec(svg)
  assert.ok(size && Number(size[1]) > 0 && Number(size[2]) > 0, svg.slice(0, 200))
}

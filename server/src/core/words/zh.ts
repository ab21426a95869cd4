import type { WordLists } from './lists.ts'

export const zh: WordLists = {
  verification: ['验证', '检验', '核对', '验算', '代回'],
  exploration: ['或许', '也许', '可能', '不妨', '试试', '考虑'],
  connective: ['所以', '因此', '因为', '由于', '从而', '于是', '故', '可得', '则'],
  'hand-waving': ['显然', '易知', '易得', '不难看出', '容易看出', '明显'],
}

import { describe, expect, test } from 'vitest'
import { namesIn, pageOf } from './kit/requirements-page.ts'

describe('docs/requirements.md', () => {
  test('finds the names of tests and groups, and nothing in comments and other texts', () => {
    const text = `
      // test('REQ-01 in a comment', () => {})
      const said = "it('REQ-02 in a text')"
      describe('REQ-03: a group', () => {
        it(\`REQ-04 of \${said}: a template\`, () => {})
        test.skipIf(said === '')('REQ-05 skipped at times', () => {})
        test.each([1])('REQ-07 for %s', () => {})
        test.each\`a\${1}\`('REQ-08 a table', () => {})
        retest('REQ-09 of something else')
      })`
    expect(namesIn('a.test.ts', text).map(({ name }) => name)).toEqual([
      'REQ-03: a group',
      'REQ-04 of …: a template',
      'REQ-05 skipped at times',
      'REQ-07 for %s',
      'REQ-08 a table',
    ])
  })

  test('shows the tests of a requirement without their numbers, and "not yet"', () => {
    const page = pageOf([{ file: 'desk/coid.test.ts', name: 'T-COID REQ-41 REQ-11: every order | has its own' }], 'A notice.')
    const row = (number: string) => page.split('\n').find((line) => line.startsWith(`| REQ-${number} `))
    expect(row('41')).toContain('| [desk/coid](../test/desk/coid.test.ts): T-COID: every order \\| has its own')
    expect(row('30')).toMatch(/\| not yet \|$/)
    expect(row('25')).toContain('<br>*Here:* nothing is inferred')
    expect(page).toContain('A notice.')
  })

  test('a number that is no requirement is refused, with the file', () => {
    expect(() => pageOf([{ file: 'a.test.ts', name: 'REQ-99 nothing' }], '')).toThrow('test/a.test.ts: there is no requirement 99')
  })
})

import { expect, test } from 'vitest'
import { judge } from '../kit/advisories.mjs'

test('an advisory that nobody has explained stops the build; a registry that cannot be asked does not', () => {
  expect(judge('{"auditReportVersion":2,"vulnerabilities":{}}', {})).toEqual({ kind: 'clean' })
  const one = '{"vulnerabilities":{"left-pad":{"severity":"high"}}}'
  expect(judge(one, {})).toEqual({ kind: 'found', packages: ['left-pad (high)'] })
  expect(judge(one, { 'left-pad': 'never called' })).toEqual({ kind: 'clean' })
  expect(judge('{"message":"405 Method Not Allowed"}', {})).toEqual({ kind: 'not-asked', why: '405 Method Not Allowed' })
  expect(judge('', {})).toEqual({ kind: 'not-asked', why: 'npm did not answer' })
})

import { expect, test } from 'vitest'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { shippedData } from '../../renderer/run/shipped-data.ts'
import { example, exampleNames } from '../kit/example-documents.ts'

test('every template can be run on the data it is opened with', async () => {
  const engine = openEngine({ computer: computeHere() })
  for (const name of exampleNames()) {
    const document = example(name)
    const { findings, problems } = await engine.request('strategy.check', {
      document,
      data: shippedData(document),
      from: Date.UTC(2019, 0, 1),
      to: Date.UTC(2020, 0, 1),
    })
    expect([...problems, ...findings.filter(({ severity }) => severity === 'error')].map(({ message }) => message)).toEqual([])
  }
  await engine.close()
})

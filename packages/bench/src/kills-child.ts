/** One run for bench:kills to kill: says so on stdout when the load begins. */
import { runRehearsal } from '@onrush/rehearsal'
import { scenarioUrl } from './rehearse.ts'

const [reportsFolder = '', seed, shoppers] = process.argv.slice(2)

await runRehearsal({
  scenario: scenarioUrl('kills'),
  options: { seed: Number(seed), shoppers: Number(shoppers) },
  reportsFolder,
  command: 'bench kills',
  keepJournal: true,
  sinks: [
    {
      accept(event) {
        if (event.type === 'phase' && event.phase === 'countdown') process.stdout.write('playing\n')
      },
    },
  ],
  renderers: () => [],
  signal: new AbortController().signal,
})

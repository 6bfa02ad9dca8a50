/** Sessions: what follows what, and how long they are. */
import { drawBars } from './bar-chart.ts';
import { Figure } from './figure.ts';
import { percent, whole } from './format.ts';
import { type Facts, MOST_LENGTH } from './model.ts';
import { grid, lacking, type Section, section } from './section.ts';

const TOP = 20;

export function sessions(facts: Facts): Section {
  const counted = [
    { title: 'sessions', numeric: true, format: whole },
    { title: 'share', numeric: true, format: percent },
  ];
  const sequences = new Figure('Most frequent sequences', [{ title: 'sequence' }, ...counted]);
  const lengths = new Figure('Lengths of sessions', [{ title: 'dialogues', numeric: true }, ...counted]);
  const flags = new Figure('What sessions hold', [{ title: 'sessions' }, ...counted]);
  const tunnels = new Figure('Tunnels', [{ title: '' }, { ...counted[0], title: 'tunnels' }, counted[1]]);
  const found = facts.sessions;
  return section({
    id: 'sessions',
    title: 'Sessions and tunnels',
    ...(found === null
      ? {}
      : {
          note: `Dialogues of one device that belong together: MAP within 30 s of what follows, all of one tunnel. ${whole(found.distinct)} different sequences. By the time they began; not by country or type.`,
        }),
    children: [
      lacking(facts, 'sessions', 'Sessions need sessions.parquet, which is not here:'),
      grid(
        found === null ? null : sequences.root,
        found === null ? null : lengths.root,
        found === null ? null : flags.root,
        facts.tunnels === null ? null : tunnels.root,
      ),
    ],
    update(view) {
      if (facts.tunnels !== null) {
        const counts = view.sums('tunnelFlags', ['flag']);
        const rows = facts.tunnels.flags.map((name, i) => ({ name, value: counts[i] ?? 0 }));
        tunnels.show(
          size => drawBars(rows, rows[0].value, 'tunnels', size),
          () => rows.map(({ name, value }) => [name, value, value / rows[0].value]),
        );
      }
      if (found === null) return;
      const bySequence = view.sums('sequences', ['sequence']);
      const total = bySequence.reduce((sum, count) => sum + count, 0);
      const ordered = found.sequences
        .map((name, i) => ({ name, value: bySequence[i] }))
        .sort((a, b) => b.value - a.value);
      const rest = { name: 'all others', value: bySequence[found.sequences.length] ?? 0 };
      const shown = ordered.slice(0, TOP);
      const table = (rows: readonly { name: string; value: number }[]) => () =>
        rows.map(({ name, value }) => [name, value, value / total]);
      sequences.show(
        size => drawBars(shown, total, 'sessions', size),
        table([...ordered, rest]),
        `${whole(total)} sessions; the first ${shown.length}`,
      );
      const byLength = view.sums('lengths', ['length']);
      const last = byLength.findLastIndex(count => count > 0);
      const rows = Array.from(byLength.subarray(0, Math.max(1, Math.min(last + 1, MOST_LENGTH + 1))), (value, i) => ({
        name: i === MOST_LENGTH ? `${i + 1} or more` : String(i + 1),
        value,
      }));
      lengths.show(size => drawBars(rows, total, 'sessions', size), table(rows), 'dialogues in a session');
      const byFlag = view.sums('sessionFlags', ['flag']);
      const holds = found.flags.map((name, i) => ({ name, value: byFlag[i] ?? 0 }));
      flags.show(size => drawBars(holds, total, 'sessions', size), table(holds));
    },
  });
}

/** Groups of charts of which the reader chooses one, by the two quantities that it shows. */

/** Gives each group two lists to choose from; until then its first chart is shown. */
export function addChoices(): void {
  for (const group of document.querySelectorAll<HTMLElement>('.choice')) {
    const figures = [...group.querySelectorAll<HTMLElement>('figure')];
    const pairs = figures.map(({ dataset }) => dataset['pair']!.split('|') as [string, string]);
    const names = [...new Set(pairs.flat())];
    const [across, upwards] = [listOf('across', names, pairs[0]![0]), listOf('upwards', names, pairs[0]![1])];
    const show = (): void => {
      // A quantity against itself says nothing: the other one moves on.
      if (across.value === upwards.value) upwards.value = names.find((name) => name !== across.value)!;
      const chosen = [across.value, upwards.value];
      figures.forEach((figure, i) => {
        figure.hidden = !pairs[i]!.every((name) => chosen.includes(name));
      });
    };
    across.addEventListener('change', show);
    upwards.addEventListener('change', show);
    const bar = document.createElement('p');
    bar.className = 'choose';
    bar.append('Show ', across, ' and ', upwards);
    group.prepend(bar);
  }
}

function listOf(label: string, names: readonly string[], chosen: string): HTMLSelectElement {
  const list = document.createElement('select');
  list.setAttribute('aria-label', label);
  list.append(...names.map((name) => new Option(name, name)));
  list.value = chosen;
  return list;
}

/* What ran on what, and how to run it again. */

const TARGET_WORDS = {
  kind: 'Kind',
  url: 'Address',
  build: 'Build',
  java: 'Java',
  jvmFlags: 'JVM flags',
  database: 'Database',
  os: 'Operating system',
  cores: 'Processor cores',
  memoryMiB: 'Memory',
};
const KINDS = { own: 'a program that the simulation started itself', url: 'a program that was already running' };

/** A value of the target or an option in words; lists are joined. */
const plain = (value) => (Array.isArray(value) ? value.map(plain).filter(Boolean).join(' ') : text(value));

function targetWords(key, value) {
  if (key === 'kind') return KINDS[value] ?? plain(value);
  if (key === 'memoryMiB') return quantity(number(value), 'MiB');
  return plain(value);
}

function settingSection(run, seed) {
  return section('setting', 'What ran on what', () => {
    const target = Object.entries(record(run.target)).map(([key, value]) => [
      Object.hasOwn(TARGET_WORDS, key) ? TARGET_WORDS[key] : key,
      targetWords(key, value),
    ]);
    const options = Object.entries(record(run.options)).map(([key, value]) => [key, plain(value)]);
    const warmUp = number(run.warmUpS);
    const command = text(run.command);
    return [
      fold('The program and its machine', target.length ? facts(target) : paragraph('Not known.', 'muted')),
      fold(
        'The run',
        facts([
          ['Scenario', text(run.scenario)],
          ['Seed', seed],
          ['Started', moment(text(run.startedAt))],
          ['Duration', duration(number(run.durationS))],
          ['Warm-up, not counted', warmUp ? duration(warmUp) : 'none'],
          ['Counted', duration(countedSeconds(run))],
        ]),
        command ? paragraph('The same again, with the same choices though not the same timing:') : null,
        command
          ? element(
              'pre',
              { tabindex: '0', role: 'region', 'aria-label': 'Command' },
              element('code', { text: command }),
            )
          : null,
      ),
      options.length ? fold(plural(options.length, 'option'), facts(options)) : null,
    ];
  });
}

/** Details that begin closed; printed they are open. */
const fold = (summary, ...content) => element('details', {}, element('summary', { text: summary }), ...content);

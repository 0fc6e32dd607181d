export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels?: Labels): void;
}

/** What a process counts and measures, in the text that Prometheus reads. Labels are for what has few values. */
export class Metrics {
  readonly #families: (() => string)[] = [];

  /** What only grows. `name` ends in `_total`. */
  counter(name: string, help: string): Counter {
    const counts = new Map<string, number>();
    this.#add(name, help, 'counter', () => counts);
    return {
      add(labels = {}) {
        const key = textOf(labels);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      },
    };
  }

  /** What is read when somebody asks. */
  gauge(name: string, help: string, labels: Labels, read: () => number): void {
    this.#add(name, help, 'gauge', () => new Map([[textOf(labels), read()]]));
  }

  /** https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4. */
  text(): string {
    return this.#families.map((family) => family()).join('');
  }

  #add(name: string, help: string, type: 'counter' | 'gauge', read: () => ReadonlyMap<string, number>): void {
    this.#families.push(() => {
      const samples = [...read()].map(([labels, value]) => `${name}${labels} ${value}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`;
    });
  }
}

function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Values of a Prometheus text, to compare two readings. */
export class MetricSamples {
  private readonly samples: {
    readonly name: string;
    readonly labels: Record<string, string>;
    readonly value: number;
  }[];

  constructor(text: string) {
    this.samples = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
        return { name, labels: readLabels(labels), value: Number(value) };
      });
  }

  /** Sum of all series that a selector such as `lco_attempts_total{outcome="ok"}` takes in. */
  sum(selector: string): number {
    const [, name = '', wanted = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(selector) ?? [];
    const labels = Object.entries(readLabels(wanted));
    return this.samples
      .filter((sample) => sample.name === name && labels.every(([label, value]) => sample.labels[label] === value))
      .reduce((total, { value }) => total + value, 0);
  }
}

function readLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]));
}

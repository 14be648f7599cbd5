/** Somebody to whom a server exports its spans: OTLP over HTTP, as JSON. */
import { until } from "./deadline.ts";

interface Value {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
}

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Record<string, string | number | undefined>;
  events: string[];
  status: number;
}

interface RawSpan extends Omit<Span, "attributes" | "events" | "status"> {
  attributes: { key: string; value: Value }[];
  events: { name: string }[];
  status: { code: number };
}

interface Export {
  resourceSpans: { scopeSpans: { scope: { name: string }; spans: RawSpan[] }[] }[];
}

export class SpanCollector implements AsyncDisposable {
  /** Everything that came, as it came. */
  text = "";
  /** Of the scope `hotline`: the runtime's own spans are left out. */
  readonly spans: Span[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
    this.#server = Deno.serve(options, async (request) => {
      this.#take(await request.text(), new URL(request.url).pathname);
      return Response.json({});
    });
  }

  /** What a server needs in its environment to export here. */
  get environment(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "50",
    };
  }

  /** The spans of one command, once its own has arrived: it is the last to end. */
  async command(isIt: (span: Span) => boolean): Promise<{ root: Span; children: Span[] }> {
    const find = () => this.spans.find((span) => span.name.startsWith("command ") && isIt(span));
    await until(() => find() !== undefined, () => `the span; there are ${this.#names()}`);
    const root = find()!;
    const children = this.spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
    return { root, children };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #names(): string {
    return this.spans.map(({ name }) => name).join(", ");
  }

  #take(text: string, path: string): void {
    this.text += text;
    if (path !== "/v1/traces") return;
    const { resourceSpans }: Export = JSON.parse(text);
    const ours = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
      .filter(({ scope }) => scope.name === "hotline");
    this.spans.push(...ours.flatMap(({ spans }) => spans.map(readable)));
  }
}

function readable({ attributes, events, status, ...span }: RawSpan): Span {
  const values = attributes.map(({ key, value }) => [key, plain(value)]);
  return {
    ...span,
    attributes: Object.fromEntries(values),
    events: events.map(({ name }) => name),
    status: status.code,
  };
}

/** 64-bit numbers are texts in OTLP's JSON. */
function plain({ stringValue, intValue, doubleValue }: Value): string | number | undefined {
  return stringValue ?? (intValue === undefined ? doubleValue : Number(intValue));
}

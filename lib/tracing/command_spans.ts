/**
 * The way of each command as OpenTelemetry spans. With `OTEL_DENO=true` Deno itself registers a
 * provider for this API, and exports what ends here. Words of people are in no attribute: types,
 * numbers, codes and the id of the request are.
 */
import {
  type Context,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer as OtelTracer,
} from "@opentelemetry/api";
import { type CommandTrace, type Tracer, UNTRACED } from "../chat/tracer.ts";
import { HotlineError } from "../model/errors.ts";
import type { Command, Outcome } from "../storage/command.ts";

/** The server's own faults; every other refusal is an answer like any other. */
const FAULTS = new Set(["internal", "unavailable"]);

/** Spans for every command, or nothing at all where nobody has registered a provider. */
export function commandTracer(): Tracer {
  // The API's own stand-in for a provider makes spans that lead nowhere.
  if (trace.getTracerProvider() instanceof ProxyTracerProvider) return UNTRACED;
  return new CommandTracer(trace.getTracer("hotline"));
}

class CommandTracer implements Tracer {
  readonly #tracer: OtelTracer;

  constructor(tracer: OtelTracer) {
    this.#tracer = tracer;
  }

  begin(type: Command["type"], requestId: string, by: "frame" | "call"): CommandTrace | null {
    const attributes = {
      "hotline.command.type": type,
      "hotline.command.by": by,
      "hotline.request.id": requestId,
    };
    // A socket's frames would else belong to its upgrade, which was over long ago.
    const parent = by === "call" ? context.active() : ROOT_CONTEXT;
    const kind = by === "call" ? SpanKind.INTERNAL : SpanKind.SERVER;
    const span = this.#tracer.startSpan(`command ${type}`, { attributes, kind }, parent);
    // What a sampler left out needs no children either.
    return span.isRecording() ? new CommandSpans(this.#tracer, span) : null;
  }
}

/** A span for the command, with one for each stretch of its way: wait, commit, deliver. */
class CommandSpans implements CommandTrace {
  readonly #tracer: OtelTracer;
  readonly #span: Span;
  readonly #children: Context;
  #stretch: Span;
  #delivery: Span | null = null;
  #result = "gone";
  #isAnswered = false;

  constructor(tracer: OtelTracer, span: Span) {
    this.#tracer = tracer;
    this.#span = span;
    this.#children = trace.setSpan(ROOT_CONTEXT, span);
    this.#stretch = this.#child("wait");
  }

  committing(commands: number): void {
    this.#stretch.end();
    this.#stretch = this.#child("commit");
    this.#stretch.setAttribute("hotline.commit.commands", commands);
  }

  committed({ seq, isDuplicate }: Outcome, conflicts: number): void {
    this.#stretch.setAttribute("hotline.commit.conflicts", conflicts);
    this.#stretch.end();
    this.#span.setAttribute("hotline.event.seq", seq);
    this.#result = isDuplicate ? "repeated" : "stored";
  }

  delivering(): void {
    this.#delivery = this.#child("deliver");
  }

  delivered(members: number): void {
    this.#delivery?.setAttribute("hotline.deliver.members", members);
    this.#delivery?.end();
    this.#delivery = null;
    if (this.#isAnswered) this.#span.end();
  }

  answered(error: unknown): void {
    this.#stretch.end();
    if (error) this.#result = error instanceof HotlineError ? error.code : "internal";
    this.#span.setAttribute("hotline.command.result", this.#result);
    if (FAULTS.has(this.#result)) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.addEvent("answered");
    this.#isAnswered = true;
    // A crowd may still be getting its event.
    if (!this.#delivery) this.#span.end();
  }

  #child(name: string): Span {
    return this.#tracer.startSpan(name, {}, this.#children);
  }
}

import { Counter, Gauge, Histogram, type MetricObject, Registry } from "prom-client";
import type { Commit, Observer } from "../chat/observer.ts";

/** What is not counted but looked up whenever somebody asks. */
export interface Levels {
  connections: number;
  rooms: number;
  /** Commands that wait for a commit. */
  queuedCommands: number;
}

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 99];
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** What the core does, counted for Prometheus: this isolate's share of it. */
export class CoreMetrics implements Observer {
  readonly #registry = new Registry();
  readonly #levels: () => Levels;
  readonly #connections = this.#gauge("connections", "Open sockets");
  readonly #rooms = this.#gauge("rooms", "Requests whose room is open");
  readonly #queued = this.#gauge("queued_commands", "Commands that wait for a commit");
  readonly #commands = new Counter({
    name: "hotline_commands_total",
    help: "Commands answered, by type and result",
    labelNames: ["type", "result"],
    registers: [this.#registry],
  });
  readonly #batchSize = new Histogram({
    name: "hotline_commit_commands",
    help: "Commands in one commit",
    buckets: BATCH_SIZES,
    registers: [this.#registry],
  });
  readonly #commitSeconds = new Histogram({
    name: "hotline_commit_seconds",
    help: "Time from the beginning of a commit until it is stored",
    buckets: COMMIT_SECONDS,
    registers: [this.#registry],
  });
  readonly #conflicts = this.#counter("commit_conflicts_total", "Commits that lost a race");
  readonly #hintsSent = this.#counter("hints_sent_total", "Hints published on the bus");
  readonly #holes = this.#counter("hint_holes_total", "Hints that showed that others got lost");
  readonly #doubled = this.#counter("hints_doubled_total", "Hints that said nothing new");
  readonly #catchUps = this.#counter(
    "catch_up_reads_total",
    "Reads of the log after the last event that was delivered",
  );
  readonly #closes = new Counter({
    name: "hotline_socket_closes_total",
    help: "Sockets closed by this server, by code; 4413 are slow consumers",
    labelNames: ["code"],
    registers: [this.#registry],
  });

  constructor(levels: () => Levels) {
    this.#levels = levels;
  }

  commandSettled(type: string, result: string): void {
    this.#commands.inc({ type, result });
  }

  committed({ commands, conflicts, tookMs }: Commit): void {
    this.#batchSize.observe(commands);
    this.#commitSeconds.observe(tookMs / 1000);
    if (conflicts > 0) this.#conflicts.inc(conflicts);
  }

  hintSent(): void {
    this.#hintsSent.inc();
  }

  holeSeen(): void {
    this.#holes.inc();
  }

  hintDoubled(): void {
    this.#doubled.inc();
  }

  caughtUp(): void {
    this.#catchUps.inc();
  }

  socketClosed(code: number): void {
    this.#closes.inc({ code: String(code) });
  }

  /** Everything as plain data, which other isolates can add to theirs. */
  read(): Promise<MetricObject[]> {
    const { connections, rooms, queuedCommands } = this.#levels();
    this.#connections.set(connections);
    this.#rooms.set(rooms);
    this.#queued.set(queuedCommands);
    return this.#registry.getMetricsAsJSON();
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `hotline_${name}`, help, registers: [this.#registry] });
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name: `hotline_${name}`, help, registers: [this.#registry] });
  }
}

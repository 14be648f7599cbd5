/** A connection to a fake server, with all that it reported. */
import { connectSocket, type ProbeResult, type SocketState } from "../../lib/client/socket.ts";
import { fakeEnvironment } from "./fake_environment.ts";
import { welcome } from "./samples.ts";

export function openSocketDesk(probeAnswer: ProbeResult = "ok") {
  const environment = fakeEnvironment();
  const states: SocketState[] = [];
  const frames: string[] = [];
  const probe = { answer: probeAnswer, asked: 0 };
  let cursor = 0;
  const live = connectSocket({
    environment,
    url: () => `wss://desk.example/live?after=${cursor++}`,
    probe() {
      probe.asked++;
      return Promise.resolve(probe.answer);
    },
    onFrames: (arrived) => frames.push(...arrived.map((frame) => frame.type)),
    onState: (state) => states.push(state),
  });
  const { clock, sockets } = environment;
  return {
    environment,
    clock,
    sockets,
    live,
    states,
    frames,
    probe,
    socket: () => environment.socket(),
    state: () => states.at(-1)!,
    opened(...first: object[]) {
      environment.socket().opens();
      environment.socket().receives(welcome(), ...first);
      return environment.socket();
    },
    async probed() {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}

// The C library calls of the relay loop, bound through koffi: Linux on 64-bit little-endian machines.
import { koffi } from "../native-buffer.ts";

export type Libc = ReturnType<typeof bindLibc>;

/** Values of the Linux headers, named as there. */
export const linux = {
  AF_UNSPEC: 0,
  AF_INET: 2,
  AF_INET6: 10,
  SOCK_DGRAM: 2,
  SOCK_NONBLOCK: 0x800,
  SOCK_CLOEXEC: 0x80000,
  EPOLL_CTL_ADD: 1,
  EPOLL_CTL_DEL: 2,
  EPOLLIN: 1,
  EPOLL_CLOEXEC: 0x80000,
  EFD_NONBLOCK: 0x800,
  EFD_CLOEXEC: 0x80000,
  EADDRINUSE: 98,
  PR_SET_TIMERSLACK: 29,
  PRIO_PROCESS: 0,
  SCHED_FIFO: 1,
  IPPROTO_IP: 0,
  IP_TOS: 1,
  IPPROTO_IPV6: 41,
  IPV6_V6ONLY: 26,
  IPV6_TCLASS: 67,
} as const;

/** Sizes and offsets in bytes; epoll_event is packed on x86-64 only. */
export const layout = {
  sockaddrIn: 16,
  sockaddrIn6: 28,
  sockaddrIn6Address: 8,
  epollEvent: process.arch === "x64" ? 12 : 16,
  epollEventData: process.arch === "x64" ? 4 : 8,
} as const;

/** The bindings, or undefined where koffi or epoll is missing. */
export function loadLibc(): Libc | undefined {
  if (process.platform !== "linux" || koffi === undefined) return undefined;
  try {
    return bindLibc(koffi);
  } catch {
    return undefined;
  }
}

function bindLibc(ffi: NonNullable<typeof koffi>) {
  const library = ffi.load(null);
  const bind = <F extends (...args: number[]) => number>(prototype: string): F =>
    library.func(prototype) as unknown as F;
  type One = (a: number) => number;
  type Two = (a: number, b: number) => number;
  type Three = (a: number, b: number, c: number) => number;
  type Four = (a: number, b: number, c: number, d: number) => number;
  type Five = (a: number, b: number, c: number, d: number, e: number) => number;
  type Six = (a: number, b: number, c: number, d: number, e: number, f: number) => number;
  return {
    errno: (): number => ffi.errno(),
    socket: bind<Three>("int socket(int, int, int)"),
    bind: bind<Three>("int bind(int, uintptr_t, unsigned int)"),
    connect: bind<Three>("int connect(int, uintptr_t, unsigned int)"),
    setsockopt: bind<Five>("int setsockopt(int, int, int, uintptr_t, unsigned int)"),
    close: bind<One>("int close(int)"),
    recv: bind<Four>("long recv(int, uintptr_t, size_t, int)"),
    send: bind<Four>("long send(int, uintptr_t, size_t, int)"),
    recvfrom: bind<Six>("long recvfrom(int, uintptr_t, size_t, int, uintptr_t, uintptr_t)"),
    sendto: bind<Six>("long sendto(int, uintptr_t, size_t, int, uintptr_t, unsigned int)"),
    epollCreate: bind<One>("int epoll_create1(int)"),
    epollControl: bind<Four>("int epoll_ctl(int, int, int, uintptr_t)"),
    epollWait: bind<Four>("int epoll_wait(int, uintptr_t, int, int)"),
    eventfd: bind<Two>("int eventfd(unsigned int, int)"),
    read: bind<Three>("long read(int, uintptr_t, size_t)"),
    usleep: bind<One>("int usleep(unsigned int)"),
    schedSetscheduler: bind<Three>("int sched_setscheduler(int, int, uintptr_t)"),
    setpriority: bind<Three>("int setpriority(int, unsigned int, int)"),
    prctl: bind<Five>("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)"),
  };
}

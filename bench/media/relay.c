// The least a relay can cost: one socket per leg, connected, epoll, header rewritten, one thread. What is measured against it
// does all of a media plane's work besides.
// Usage: relay LEGS FIRST_PORT, then the far side of leg k on line k of standard input: "ADDRESS PORT".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { events_per_wait = 256, datagram_size = 2048 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* RFC 3550 §5.1: sequence at 2, timestamp at 4, source at 8. */
static void rewrite(uint8_t *packet, uint32_t leg) {
  uint16_t sequence;
  uint32_t timestamp, source = htonl(0xabc00000u + leg);
  memcpy(&sequence, packet + 2, 2);
  memcpy(&timestamp, packet + 4, 4);
  sequence = htons((uint16_t)(ntohs(sequence) + 1000));
  timestamp = htonl(ntohl(timestamp) + 160000);
  memcpy(packet + 2, &sequence, 2);
  memcpy(packet + 4, &timestamp, 4);
  memcpy(packet + 8, &source, 4);
}

static int open_leg(int first_port, int leg) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in local = {.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)(first_port + leg)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&local, sizeof local) != 0) fail("bind");
  char address[64];
  int port;
  if (scanf("%63s %d", address, &port) != 2) fail("standard input");
  struct sockaddr_in remote = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, address, &remote.sin_addr);
  if (connect(descriptor, (struct sockaddr *)&remote, sizeof remote) != 0) fail("connect");
  return descriptor;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int legs = atoi(arguments[1]), first_port = atoi(arguments[2]);
  int *descriptors = calloc((size_t)legs, sizeof *descriptors);
  int epoll = epoll_create1(0);
  for (int leg = 0; leg < legs; leg++) {
    descriptors[leg] = open_leg(first_port, leg);
    struct epoll_event interest = {.events = EPOLLIN, .data.u32 = (uint32_t)leg};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptors[leg], &interest);
  }
  setpriority(PRIO_PROCESS, 0, -15);
  puts("ready");
  fflush(stdout);
  static struct epoll_event ready[events_per_wait];
  static uint8_t packet[datagram_size];
  for (;;) {
    int waiting = epoll_wait(epoll, ready, events_per_wait, -1);
    for (int i = 0; i < waiting; i++) {
      uint32_t leg = ready[i].data.u32, other = leg ^ 1;
      ssize_t length = recv(descriptors[leg], packet, sizeof packet, 0);
      if (length < 12) continue;
      rewrite(packet, other);
      send(descriptors[other], packet, (size_t)length, 0);
    }
  }
}

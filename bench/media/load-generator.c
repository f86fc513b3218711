// The far sides of many legs: each sends a packet of G.711 every 20 ms and counts what the other leg of its call sent it.
// Usage: load-generator LEGS WARM_UP_MS MEASURED_MS PID [srtp], then the relay's port for leg k on line k of standard input.
// Leg k is 127.(10 + k/65536).(k/256 mod 256).(k mod 256), port 40000 + 2 (k mod 4). With "srtp" the even legs protect their
// packets under the key below. Prints one JSON line; processor time is that of all threads of PID in the measured span.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <pthread.h>
#include <srtp2/srtp.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  sockets = 4, first_own_port = 40000, payload = 160, header = 12, packet_size = header + payload,
  room = 256, batch = 64, ticks_per_frame = 80, tick_micros = 20000 / ticks_per_frame, histogram_micros = 1000000
};

static int descriptors[sockets];
static int legs;
static uint16_t *relay_ports;
static int protects;
static srtp_t *outgoing, *incoming;
static _Atomic uint64_t measured_from = UINT64_MAX, measured_until = UINT64_MAX;
static atomic_bool finished;
static uint64_t received, wrong, slowest_micros;
static uint32_t latency[histogram_micros];

/* 30 octets: what "inline:" of the test's SDES line says in base64. */
static const uint8_t key[30] = "tandem-bench-key-0123456789ab";

static uint64_t now_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint32_t address_of(int leg) {
  return 0x7f000000u | (uint32_t)((10 + (leg >> 16)) << 16) | (uint32_t)(leg & 0xffff);
}

static srtp_t open_srtp(srtp_ssrc_type_t direction) {
  srtp_policy_t policy;
  memset(&policy, 0, sizeof policy);
  srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
  srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
  policy.ssrc.type = direction;
  policy.key = (uint8_t *)key;
  policy.window_size = 1024;
  srtp_t stream = NULL;
  if (srtp_create(&stream, &policy) != srtp_err_status_ok) exit(1);
  return stream;
}

/* Sums the threads' time on a processor, in ns. */
static uint64_t processor_nanos(int pid) {
  char path[400];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  uint64_t sum = 0;
  for (struct dirent *task; tasks && (task = readdir(tasks));) {
    if (task->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, task->d_name);
    FILE *file = fopen(path, "r");
    unsigned long long nanos = 0;
    if (file && fscanf(file, "%llu", &nanos) == 1) sum += nanos;
    if (file) fclose(file);
  }
  if (tasks) closedir(tasks);
  return sum;
}

/* Which leg a packet was meant for: the kernel tells the address it came to. */
static void take(struct mmsghdr *message, uint8_t *packet, int socket_index) {
  uint64_t arrived = now_nanos();
  int leg = -1;
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message->msg_hdr); part; part = CMSG_NXTHDR(&message->msg_hdr, part)) {
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_TIMESTAMPNS) {
      struct timespec time;
      memcpy(&time, CMSG_DATA(part), sizeof time);
      arrived = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
    } else if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy(&info, CMSG_DATA(part), sizeof info);
      uint32_t address = ntohl(info.ipi_addr.s_addr);
      leg = (int)((((address >> 16) & 0xff) - 10) << 16 | (address & 0xffff));
    }
  }
  int length = (int)message->msg_len;
  if (leg < 0 || leg >= legs || (leg & 3) != socket_index) { wrong++; return; }
  if (protects && (leg & 1) == 0) {
    if (srtp_unprotect(incoming[leg], packet, &length) != srtp_err_status_ok) { wrong++; return; }
  }
  uint64_t sent;
  uint32_t from;
  memcpy(&sent, packet + header, sizeof sent);
  memcpy(&from, packet + header + sizeof sent, sizeof from);
  if (length != packet_size || from != (uint32_t)(leg ^ 1)) { wrong++; return; }
  if (sent < measured_from || sent >= measured_until) return;
  received++;
  uint64_t micros = arrived > sent ? (arrived - sent) / 1000 : 0;
  if (micros > slowest_micros) slowest_micros = micros;
  latency[micros < histogram_micros ? micros : histogram_micros - 1]++;
}

static void *receive(void *unused) {
  static uint8_t packets[batch][room], control[batch][128];
  static struct mmsghdr messages[batch];
  static struct iovec parts[batch];
  for (int i = 0; i < batch; i++) {
    parts[i] = (struct iovec){packets[i], room};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = control[i]};
  }
  while (!finished) {
    for (int s = 0; s < sockets; s++) {
      int count;
      do {
        for (int i = 0; i < batch; i++) messages[i].msg_hdr.msg_controllen = sizeof control[i];
        count = recvmmsg(descriptors[s], messages, batch, MSG_DONTWAIT, NULL);
        for (int i = 0; i < count; i++) take(&messages[i], packets[i], s);
      } while (count == batch);
    }
    usleep(500);
  }
  return unused;
}

static void open_sockets(void) {
  for (int s = 0; s < sockets; s++) {
    int size = 64 << 20, on = 1;
    descriptors[s] = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(descriptors[s], SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(descriptors[s], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(descriptors[s], SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(descriptors[s], IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(first_own_port + 2 * s))};
    if (bind(descriptors[s], (struct sockaddr *)&any, sizeof any) != 0) { perror("bind"); exit(1); }
  }
}

/* Sends the packets of legs [from, until), those of one socket together. */
static uint64_t send_span(int from, int until, uint32_t *sequences) {
  static uint8_t packets[batch][room];
  static struct mmsghdr messages[batch];
  static struct iovec parts[batch];
  static struct sockaddr_in remotes[batch];
  static union { char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))]; struct cmsghdr head; } control[batch];
  uint64_t count = 0;
  for (int s = 0; s < sockets; s++) {
    int filled = 0;
    for (int leg = from; leg <= until; leg++) {
      if (leg < until && (leg & 3) == s) {
        uint8_t *packet = packets[filled];
        uint32_t sequence = sequences[leg]++;
        uint16_t number = htons((uint16_t)sequence);
        uint32_t timestamp = htonl(sequence * payload), source = htonl((uint32_t)leg + 1), who = (uint32_t)leg;
        uint64_t sent = now_nanos();
        packet[0] = 0x80;
        packet[1] = 8;
        memcpy(packet + 2, &number, 2);
        memcpy(packet + 4, &timestamp, 4);
        memcpy(packet + 8, &source, 4);
        memset(packet + header, 0xd5, payload);
        memcpy(packet + header, &sent, sizeof sent);
        memcpy(packet + header + sizeof sent, &who, sizeof who);
        int length = packet_size;
        if (protects && (leg & 1) == 0) srtp_protect(outgoing[leg], packet, &length);
        parts[filled] = (struct iovec){packet, (size_t)length};
        remotes[filled] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(relay_ports[leg]),
                                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        control[filled].head = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo)),
                                                .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO};
        struct in_pktinfo info = {.ipi_spec_dst.s_addr = htonl(address_of(leg))};
        memcpy(CMSG_DATA(&control[filled].head), &info, sizeof info);
        messages[filled].msg_hdr = (struct msghdr){.msg_name = &remotes[filled], .msg_namelen = sizeof remotes[filled],
          .msg_iov = &parts[filled], .msg_iovlen = 1, .msg_control = &control[filled], .msg_controllen = sizeof control[filled].bytes};
        filled++;
      }
      if (filled == batch || (leg == until && filled > 0)) {
        for (int done = 0; done < filled;) {
          int sent = sendmmsg(descriptors[s], messages + done, (unsigned)(filled - done), 0);
          done += sent > 0 ? sent : 1;
        }
        count += (uint64_t)filled;
        filled = 0;
      }
    }
  }
  return count;
}

static uint64_t percentile(double share) {
  uint64_t seen = 0;
  for (uint64_t micros = 0; micros < histogram_micros; micros++) {
    seen += latency[micros];
    if ((double)seen >= share * (double)received) return micros;
  }
  return histogram_micros;
}

int main(int count, char **arguments) {
  if (count < 5) return 2;
  legs = atoi(arguments[1]);
  uint64_t warm_up = strtoull(arguments[2], NULL, 10) * 1000000u, measured = strtoull(arguments[3], NULL, 10) * 1000000u;
  int pid = atoi(arguments[4]);
  protects = count > 5 && strcmp(arguments[5], "srtp") == 0;
  relay_ports = calloc((size_t)legs, sizeof *relay_ports);
  uint32_t *sequences = calloc((size_t)legs, sizeof *sequences);
  for (int leg = 0; leg < legs; leg++) if (scanf("%hu", &relay_ports[leg]) != 1) return 2;
  if (protects) {
    srtp_init();
    outgoing = calloc((size_t)legs, sizeof *outgoing);
    incoming = calloc((size_t)legs, sizeof *incoming);
    for (int leg = 0; leg < legs; leg += 2) {
      outgoing[leg] = open_srtp(ssrc_any_outbound);
      incoming[leg] = open_srtp(ssrc_any_inbound);
    }
  }
  open_sockets();
  pthread_t receiver;
  pthread_create(&receiver, NULL, receive, NULL);
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  uint64_t began = now_nanos(), spent = 0, sent = 0, late = 0;
  for (uint64_t tick = 0;; tick++) {
    uint64_t time = now_nanos();
    if (measured_from == UINT64_MAX && time - began >= warm_up) { spent = processor_nanos(pid); measured_from = time; }
    if (measured_from != UINT64_MAX && time - measured_from >= measured) { measured_until = time; break; }
    int slot = (int)(tick % ticks_per_frame);
    uint64_t now_sent = send_span(slot * legs / ticks_per_frame, (slot + 1) * legs / ticks_per_frame, sequences);
    if (measured_from != UINT64_MAX) sent += now_sent;
    next.tv_nsec += tick_micros * 1000;
    if (next.tv_nsec >= 1000000000) { next.tv_nsec -= 1000000000; next.tv_sec++; }
    struct timespec present;
    clock_gettime(CLOCK_MONOTONIC, &present);
    int64_t behind = (present.tv_sec - next.tv_sec) * 1000000000ll + present.tv_nsec - next.tv_nsec;
    if (behind > 5000000) late++;
    if (behind > 200000000) next = present;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
  spent = processor_nanos(pid) - spent;
  usleep(500000);
  finished = 1;
  pthread_join(receiver, NULL);
  printf("{\"sent\":%llu,\"received\":%llu,\"wrong\":%llu,\"lateTicks\":%llu,\"processorMicros\":%.0f,\"p50\":%llu,\"p99\":%llu,\"max\":%llu}\n",
         (unsigned long long)sent, (unsigned long long)received, (unsigned long long)wrong, (unsigned long long)late,
         (double)spent / 1000.0, (unsigned long long)percentile(0.5), (unsigned long long)percentile(0.99),
         (unsigned long long)slowest_micros);
  return 0;
}

/* libsrtp as a peer of the tests: reads packets from standard input, writes what libsrtp makes of them.
 * Arguments: profile name, master key and salt in hexadecimal.
 * A line of input is one letter and a packet in hexadecimal: p, P protect RTP, RTCP; u, U unprotect RTP, RTCP.
 * A line of output is the packet in hexadecimal, or "error" and libsrtp's status. */
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { packet_limit = 2048, key_limit = 64, line_limit = 2 * packet_limit + 8, window_size = 128 };

static int read_hex(const char *text, unsigned char *bytes, int limit) {
  int length = 0;
  unsigned value;
  while (length < limit && sscanf(text + 2 * length, "%2x", &value) == 1) bytes[length++] = (unsigned char)value;
  return length;
}

static srtp_profile_t profile_of(const char *name) {
  if (strcmp(name, "AEAD_AES_256_GCM") == 0) return srtp_profile_aead_aes_256_gcm;
  if (strcmp(name, "AEAD_AES_128_GCM") == 0) return srtp_profile_aead_aes_128_gcm;
  if (strcmp(name, "AES_CM_128_HMAC_SHA1_80") == 0) return srtp_profile_aes128_cm_sha1_80;
  if (strcmp(name, "AES_CM_128_HMAC_SHA1_32") == 0) return srtp_profile_aes128_cm_sha1_32;
  fprintf(stderr, "unknown profile %s\n", name);
  exit(2);
}

static srtp_t open_stream(srtp_profile_t profile, unsigned char *key, srtp_ssrc_type_t direction) {
  srtp_policy_t policy;
  srtp_t stream;
  memset(&policy, 0, sizeof policy);
  if (srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile) != srtp_err_status_ok ||
      srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile) != srtp_err_status_ok) {
    fprintf(stderr, "libsrtp was built without this profile\n");
    exit(3);
  }
  policy.ssrc.type = direction;
  policy.key = key;
  policy.window_size = window_size;
  if (srtp_create(&stream, &policy) != srtp_err_status_ok) exit(3);
  return stream;
}

int main(int count, char **arguments) {
  unsigned char key[key_limit];
  static char line[line_limit];
  static unsigned char packet[packet_limit + SRTP_MAX_TRAILER_LEN];
  if (count != 3 || srtp_init() != srtp_err_status_ok) return 2;
  srtp_profile_t profile = profile_of(arguments[1]);
  read_hex(arguments[2], key, key_limit);
  srtp_t outbound = open_stream(profile, key, ssrc_any_outbound);
  srtp_t inbound = open_stream(profile, key, ssrc_any_inbound);
  while (fgets(line, line_limit, stdin) != NULL) {
    int length = read_hex(line + 1, packet, packet_limit);
    srtp_err_status_t status = srtp_err_status_bad_param;
    if (line[0] == 'p') status = srtp_protect(outbound, packet, &length);
    if (line[0] == 'P') status = srtp_protect_rtcp(outbound, packet, &length);
    if (line[0] == 'u') status = srtp_unprotect(inbound, packet, &length);
    if (line[0] == 'U') status = srtp_unprotect_rtcp(inbound, packet, &length);
    if (status == srtp_err_status_ok)
      for (int index = 0; index < length; index++) printf("%02x", packet[index]);
    else
      printf("error %d", status);
    putchar('\n');
  }
  return 0;
}

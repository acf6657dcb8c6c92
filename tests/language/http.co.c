/* A server's parts in the style of old C: a parser with goto error and a switch for its states, headers with flexible members
 * in a list, macros that read and fail, varargs logging, packed packet headers with bit-fields and a punned union, Duff's
 * device. */
#include "check.h"
#include <cogen.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>
#define FD_BUF 64
#define ERR(c, code, ...)                                                                                              \
	do {                                                                                                               \
		(c)->err = (code);                                                                                             \
		log_error((c), __func__, __LINE__, __VA_ARGS__);                                                               \
		goto err;                                                                                                      \
	} while (0)
#define NEED(c, n)                                                                                                     \
	do {                                                                                                               \
		while ((c)->have - (c)->off < (size_t)(n)) {                                                                   \
			int r_ = await fill(c);                                                                                    \
			if (r_ <= 0) ERR(c, r_ ? r_ : -EPIPE, "need %d have %d", (int)(n), (int)((c)->have - (c)->off));           \
		}                                                                                                              \
	} while (0)
#define GETC(c) ((c)->off < (c)->have ? (c)->buf[(c)->off++] : (await fill(c) > 0 ? (c)->buf[(c)->off++] : -1))
#define PEEK(c) ((c)->off < (c)->have || await fill(c) > 0 ? (c)->buf[(c)->off] : -1)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define BUILD_BUG_ON(e) ((void)sizeof(char[1 - 2 * !!(e)]))
struct conn {
	const char *src;
	size_t src_len, src_pos;
	unsigned char buf[FD_BUF];
	size_t off, have;
	int err;
	unsigned keep : 1, chunked : 1, ver : 4, : 0, hdrs : 8;
	struct hdr *headers, **tail;
	char line[128];
	int lineno;
};

struct hdr {
	struct hdr *next;
	size_t klen, vlen;
	char data[];
};

struct __attribute__((packed)) ip {
	uint8_t ihl : 4, ver : 4;
	uint8_t tos;
	uint16_t len, id;
	uint16_t frag;
	uint8_t ttl, proto;
	uint16_t sum;
	union {
		uint8_t b[4];
		uint32_t w;
	} src, dst;
	uint8_t opt[];
};

static char logbuf[4096];
static size_t loglen;
static async(int) later(int v) {
	if (suspend_now()) await co_sleep(0);
	return v;
}

__attribute__((format(printf, 4, 5))) static void log_error(struct conn *c, const char *fn, int line, const char *fmt,
                                                            ...) {
	va_list ap;
	va_start(ap, fmt);
	(void)line;
	loglen += (size_t)snprintf(logbuf + loglen, sizeof logbuf - loglen, "%s[%d]: ", fn, c->err);
	loglen += (size_t)vsnprintf(logbuf + loglen, sizeof logbuf - loglen, fmt, ap);
	logbuf[loglen++] = '\n';
	va_end(ap);
}

static async(int) fill(struct conn *c) {
	size_t n;
	if (c->off == c->have)
		c->off = c->have = 0;
	else if (c->off && c->have == sizeof c->buf) {
		memmove(c->buf, c->buf + c->off, c->have - c->off);
		c->have -= c->off;
		c->off = 0;
	}
	n = sizeof c->buf - c->have;
	if (n > 7) n = 7;
	if (n > c->src_len - c->src_pos) n = c->src_len - c->src_pos;
	if (!n) return await later(0);
	memcpy(c->buf + c->have, c->src + c->src_pos, n);
	c->src_pos += n;
	c->have += n;
	return await later((int)n);
}

static async(int) read_line(struct conn *c) {
	char *p = c->line, *const end = c->line + sizeof c->line - 1;
	int ch;
	while ((ch = GETC(c)) != '\n') {
		if (ch < 0) {
			if (p == c->line) return -1;
			break;
		}
		if (p == end) ERR(c, -E2BIG, "line too long");
		if (ch == '\r' && PEEK(c) == '\n') continue;
		*p++ = (char)ch;
	}
	*p = '\0';
	c->lineno++;
	return (int)(p - c->line);
err:
	return c->err;
}

enum st { S_METHOD, S_PATH, S_VER, S_HDR, S_BODY, S_DONE, S_BAD = -1 };
static const char *const st_names[] = {
	[S_METHOD] = "method", [S_PATH] = "path", [S_VER] = "ver", [S_HDR] = "hdr", [S_BODY] = "body", [S_DONE] = "done"
};

static async(int) header(struct conn *c, const char *k, size_t kl, const char *v) {
	struct hdr *h = malloc(sizeof *h + kl + strlen(v) + 2);
	if (!h) return -ENOMEM;
	*h = (struct hdr){ .klen = kl, .vlen = strlen(v) };
	memcpy(h->data, k, kl);
	h->data[kl] = 0;
	strcpy(h->data + kl + 1, v);
	await later(0);
	*c->tail = h;
	c->tail = &h->next;
	c->hdrs++;
	return 0;
}

static async(long) parse(struct conn *c, char *body, size_t max) {
	enum st st = S_METHOD;
	long clen = -1;
	char *save = NULL, *tok;
	const char *why = "?";
	int n;
	size_t got = 0;
	c->tail = &c->headers;
	for (;;) switch (st) {
		case S_METHOD:
			if ((n = await read_line(c)) <= 0) {
				why = n ? "eof" : "empty";
				goto bad;
			}
			tok = strtok_r(c->line, " ", &save);
			if (!tok || (strcmp(tok, "GET") && strcmp(tok, "POST"))) {
				why = "method";
				goto bad;
			}
			st = S_PATH;
			/* fall through */
		case S_PATH: {
			if (!(tok = strtok_r(NULL, " ", &save)) || *tok != '/') {
				why = "path";
				goto bad;
			}
			for (char *p = tok; (p = strchr(p, '%')); p++) {
				unsigned x;
				if (sscanf(p + 1, "%2x", &x) != 1) goto bad;
				*p = (char)await later((int)x);
				memmove(p + 1, p + 3, strlen(p + 3) + 1);
			}
			show_text("path", tok);
			st = S_VER;
			break;
		}
		case S_VER:
			tok = strtok_r(NULL, " ", &save);
			c->ver = tok && !strncmp(tok, "HTTP/1.", 7) && isdigit((unsigned char)tok[7])
			             ? (unsigned)await later(tok[7] - '0') + 10
			             : 9;
			c->keep = c->ver > 10;
			st = c->ver == 9 ? S_DONE : S_HDR;
			break;
		case S_HDR: {
			char *colon;
			if ((n = await read_line(c)) < 0) {
				why = "eof in headers";
				goto bad;
			}
			if (n == 0) {
				st = S_BODY;
				continue;
			}
			if (!(colon = strchr(c->line, ':'))) {
				why = "colon";
				goto bad;
			}
			{
				char *v = colon + 1 + strspn(colon + 1, " \t");
				*colon = 0;
				if (!strcasecmp(c->line, "content-length")) {
					char *e;
					errno = 0;
					clen = strtol(v, &e, 10);
					if (*e || errno || clen < 0) ERR(c, -EINVAL, "length '%s'", v);
				} else if (!strcasecmp(c->line, "connection"))
					c->keep = !!strcasecmp(v, "close");
				else if (!strcasecmp(c->line, "transfer-encoding"))
					c->chunked |= !strcmp(v, "chunked");
				if ((n = await header(c, c->line, (size_t)(colon - c->line), v)) < 0) ERR(c, n, "oom");
			}
			break;
		}
		case S_BODY:
			if (c->chunked)
				for (long size;;) {
					if (await read_line(c) <= 0) ERR(c, -EPROTO, "chunk size");
					size = strtol(c->line, NULL, 16);
					if (!size) {
						await read_line(c);
						break;
					}
					for (; size--;) {
						int ch = GETC(c);
						if (ch < 0 || got >= max) ERR(c, -EMSGSIZE, "got %zu", got);
						body[got++] = (char)ch;
					}
					if (await read_line(c) != 0) ERR(c, -EPROTO, "after chunk");
				}
			else if (clen > 0) {
				if ((size_t)clen > max) ERR(c, -EFBIG, "%ld", clen);
				for (; got < (size_t)clen; got++) {
					NEED(c, 1);
					body[got] = (char)c->buf[c->off++];
				}
			}
			st = S_DONE; /* fall through */
		case S_DONE: body[got] = 0; return (long)got;
		case S_BAD:
		default: abort();
		}
bad:
	c->err = -EBADMSG;
	log_error(c, __func__, 0, "%s in %s", why, st_names[st]);
err:
	return c->err;
}

static async(uint16_t) checksum(const void *data, size_t n) {
	const uint8_t *p = data;
	uint32_t sum = 0;
	size_t k = (n / 2 + 3) / 4;
	if (n < 2) return 0;
	switch (n / 2 % 4) {
	case 0:
		do {
			sum += (uint32_t)(p[0] << 8 | p[await later(1)]);
			p += 2;                                                       /* fall through */
		case 3: sum += (uint32_t)(p[0] << 8 | p[1]); p += 2;              /* fall through */
		case 2: sum += (uint32_t)(p[0] << 8 | p[1]); p += await later(2); /* fall through */
		case 1: sum += (uint32_t)(*p++ << 8); sum += *p++;
		} while (--k > 0);
	}
	while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static async(int) packet(void) {
	_Alignas(8) unsigned char raw[sizeof(struct ip) + 8];
	struct ip *ip = (struct ip *)raw;
	struct ip copy;
	BUILD_BUG_ON(sizeof *ip != 20);
	memset(raw, 0, sizeof raw);
	ip->ver = (uint8_t)await later(4);
	ip->ihl = (uint8_t)(await later(5) + 2);
	ip->len = (uint16_t)(sizeof raw << 8);
	ip->ttl -= (uint8_t)await later(1);
	ip->proto |= 6;
	ip->frag ^= (uint16_t)await later(0x40);
	ip->src = (__typeof__(ip->src)){ .b = { 10, 0, 0, (uint8_t)await later(1) } };
	ip->dst.w = ip->src.w;
	ip->dst.b[await later(3)]++;
	ip->opt[await later(0)] = 1;
	ip->opt[7]--;
	uint16_t s = await checksum(ip, sizeof raw);
	ip->sum = (uint16_t)(s << 8 | s >> 8);
	copy = *ip;
	await later(0);
	show("sum0", await checksum(raw, sizeof raw));
	show("sum", s);
	show("odd", await checksum(raw, 18));
	return copy.ver * 16 + copy.ihl + copy.dst.b[3] * 1000 + READ_ONCE(copy.ttl) * 100000;
}

static async(int) run(void) {
	static const char *const reqs[] = {
		("GET /a%20b%41 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: "
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n"),
		"POST /p HTTP/1.0\nContent-Length: 11\n\nhello world",
		"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n",
		"PUT / HTTP/1.1\r\n\r\n",
		"GET x",
		"GET / HTTP/1.1\r\nbad\r\n\r\n",
		"POST /p HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
		"POST /p HTTP/1.1\r\nContent-Length: 20\r\n\r\nshort",
		"POST /p HTTP/1.1\r\nContent-Length: 99\r\n\r\n",
		"GET /old",
		"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n",
		""
	};
	for (size_t i = 0; i < sizeof reqs / sizeof *reqs; i++) {
		struct conn c = { .src = reqs[i], .src_len = strlen(reqs[i]) }, *cp = &c;
		char body[41];
		long r = await parse(cp, body, sizeof body - 1);
		show("r", r);
		if (r >= 0) show_text("body", body);
		show("ver", c.ver * 10 + c.keep);
		show("hdrs", c.hdrs);
		show("line", c.lineno);
		for (struct hdr *h = c.headers, *next; h; h = next) {
			next = h->next;
			printf("%s=%.10s(%zu)\n", h->data, h->data + h->klen + 1, h->vlen);
			await later(0);
			free(h);
		}
	}
	logbuf[loglen] = 0;
	printf("%s", logbuf);
	show("packet", await packet());
	return 0;
}

int main(void) { return co_run(int, run()); }

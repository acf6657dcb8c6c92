/* A protocol parser that is a generator: bytes are sent in as they arrive, messages come out. No memory is allocated: the parser lies
 * in static memory, and nothing here needs a loop or an operating system, so it runs on a microcontroller as it does here.
 *
 * A packet is 0x7e, a type, a length, so many bytes of payload, and a check: all of them but the first, summed up, give 0. The
 * parser reads it from top to bottom, as if it could wait for the next byte; between two bytes it takes CO_FRAME_SIZE(packets)
 * bytes, and no stack.
 *
 * In Python:
 *
 *     def packets():
 *         packet = None
 *         while True:
 *             while (yield packet) != 0x7e:
 *                 packet = None
 *             ...
 *
 *     parser = packets()
 *     next(parser)
 *     for byte in stream:
 *         if packet := parser.send(byte):
 *             print(packet)
 */
#include <cogen.h>
#include <stdint.h>
#include <stdio.h>

enum { START = 0x7e, LONGEST = 32 };

struct packet {
	uint8_t type, length;
	uint8_t payload[LONGEST];
};

/* The next byte, added to what the check is made of. */
static generator(const struct packet *, uint8_t, uint8_t) next_byte(uint8_t *sum) {
	uint8_t byte = co_received(uint8_t, yield NULL);
	*sum = (uint8_t)(*sum + byte);
	return byte;
}

/* What follows a START; whether it is whole. */
static generator(const struct packet *, uint8_t, bool) rest_of(struct packet *packet) {
	uint8_t sum = 0;
	packet->type = yield_from next_byte(&sum);
	packet->length = yield_from next_byte(&sum);
	if (packet->length > LONGEST) return false;
	for (int i = 0; i < packet->length; i++) packet->payload[i] = yield_from next_byte(&sum);
	yield_from next_byte(&sum);
	return sum == 0;
}

static generator(const struct packet *, uint8_t) packets(int *damaged) {
	struct packet packet;
	const struct packet *ready = NULL;
	for (;;) {
		uint8_t byte = co_received(uint8_t, yield ready);
		ready = NULL;
		if (byte != START) continue;
		if (yield_from rest_of(&packet))
			ready = &packet;
		else
			++*damaged;
		/* The next byte is asked for with the packet that is ready. */
	}
}

static CO_FRAME(packets) parser_memory;

/* What comes out of an interrupt, byte by byte, in a real program. */
static const uint8_t line[] = {
	0x00, START, 1,    3,    'a', 'b', 'c', 0xd6, /* noise, then a good one */
	START, 2,    0,    0xfe,                      /* empty */
	START, 3,    2,    'x',  'y', 0x00,           /* damaged */
	0x11,  START, 7,   200,                       /* too long: given up */
	START, 4,    1,    START, 0x7d,               /* START in its payload */
};

int main(void) {
	int damaged = 0;
	co_gen *parser = co_new_in(&parser_memory, sizeof parser_memory, packets(&damaged));
	const struct packet *packet;
	co_next(parser, &packet); /* to where it waits for the first byte */
	for (size_t i = 0; i < sizeof line; i++) {
		if (!co_send(parser, line[i], &packet)) return 1;
		if (!packet) continue;
		printf("type %d, %d bytes:", packet->type, packet->length);
		for (int k = 0; k < packet->length; k++) printf(" %02x", packet->payload[k]);
		printf("\n");
	}
	co_free(parser);
	printf("%d damaged\n", damaged);
	return 0;
}

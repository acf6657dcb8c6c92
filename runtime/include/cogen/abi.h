/* The version of the frame protocol (frame.h). What cogen writes states the one that it is for, which these headers
 * compare with theirs: the tool is built from this file, too. */
#ifndef COGEN_ABI_H
#define COGEN_ABI_H

/** Raised when a change of the protocol breaks sources that cogen wrote or objects compiled before it; stands in
 * every co_type, and in the name of co__new. */
#define CO__ABI 5

#if defined COGEN_GENERATED && COGEN_GENERATED != CO__ABI
#error "written by another version of cogen than the one that these headers are of: run this one on its source again"
#endif

#endif

// What Swift sees of zlib: its own header, and the two macros that Swift does not import.
// Only the module Archive imports it.
#ifndef SOCLE_CZLIB_SHIM_H
#define SOCLE_CZLIB_SHIM_H

#include <zlib.h>

// 15 + 16: the largest window, and a gzip header and trailer that are checked.
static inline int czlib_begin_gzip(z_stream *stream)
{
    return inflateInit2(stream, 15 + 16);
}

#endif

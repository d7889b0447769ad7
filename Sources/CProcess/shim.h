// What Swift cannot call of the system by itself: prctl takes any number of arguments.
// Only the module Cryptography imports it.

#ifndef SOCLE_CPROCESS_SHIM_H
#define SOCLE_CPROCESS_SHIM_H

#include <sys/prctl.h>

// Sets whether the process may be dumped and looked into, and returns 0 on success.
static inline int cprocess_set_dumpable(int dumpable)
{
    return prctl(PR_SET_DUMPABLE, (unsigned long)dumpable, 0UL, 0UL, 0UL);
}

// 1 when the process may be dumped, 0 when not.
static inline int cprocess_is_dumpable(void)
{
    return prctl(PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL);
}

#endif

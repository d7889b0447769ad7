// The whole C boundary of zip archives: libzip's own header, nothing added.
// Only the module Archive imports it.
#ifndef SOCLE_CZIP_SHIM_H
#define SOCLE_CZIP_SHIM_H

#include <zip.h>

#endif

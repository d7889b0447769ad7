// What Swift sees of PKCS#11 2.40. Only the module PKCS11 imports it.
//
// Types and constants only: the functions are those of the token's own module,
// which is loaded when it is named. Found by its folder instead of pkg-config,
// whose answer would link p11-kit as well.

#ifndef SOCLE_CPKCS11_SHIM_H
#define SOCLE_CPKCS11_SHIM_H

#include <p11-kit-1/p11-kit/pkcs11.h>

#endif

// What Swift sees of OpenSSL's libcrypto. Only the module Cryptography imports it.

#ifndef SOCLE_COPENSSL_SHIM_H
#define SOCLE_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

// Derives a key by HKDF with SHA-256 (RFC 5869), and returns 1 on success.
//
// An OSSL_PARAM keeps pointers to its name and value; C's string literals and
// parameters outlive the call, which Swift's temporary buffers do not promise.
static inline int copenssl_hkdf_sha256(
    unsigned char *output, size_t outputLength, const void *key, size_t keyLength, const void *salt,
    size_t saltLength, const void *info, size_t infoLength)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, keyLength),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, saltLength),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, infoLength),
        OSSL_PARAM_construct_end(),
    };
    int status = context == NULL ? 0 : EVP_KDF_derive(context, output, outputLength, parameters);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return status;
}

#endif

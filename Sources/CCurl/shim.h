// What Swift sees of libcurl. Only the module HTTPClient imports it.
//
// curl_easy_setopt and curl_easy_getinfo are variadic, and Swift cannot call
// variadic C functions. Each function below is one of them for one type of
// argument; the caller picks the one that the option's page names.

#ifndef SOCLE_CCURL_SHIM_H
#define SOCLE_CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*ccurl_receiver)(char *bytes, size_t size, size_t count, void *context);

typedef int (*ccurl_examiner)(
    void *context, char *remote_ip, char *local_ip, int remote_port, int local_port);

// curl_easy_setopt for options that take a long, switches included.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value)
{
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt for options that take a text, which libcurl copies.
static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value)
{
    return curl_easy_setopt(handle, option, value);
}

// CURLOPT_POSTFIELDS, whose bytes libcurl does not copy.
static inline CURLcode ccurl_set_body(CURL *handle, const void *bytes, curl_off_t count)
{
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes);
}

// CURLOPT_HTTPHEADER, whose list must live as long as the transfer.
static inline CURLcode ccurl_set_headers(CURL *handle, struct curl_slist *headers)
{
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

// CURLOPT_ERRORBUFFER, CURL_ERROR_SIZE bytes that outlive the handle.
static inline CURLcode ccurl_set_error_buffer(CURL *handle, char *buffer)
{
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION with one context for both.
static inline CURLcode ccurl_set_receivers(
    CURL *handle, ccurl_receiver head, ccurl_receiver body, void *context)
{
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, head);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

// CURLOPT_PREREQFUNCTION, called when a connection is there and before anything is asked.
static inline CURLcode ccurl_set_examiner(CURL *handle, ccurl_examiner examiner, void *context)
{
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, examiner);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PREREQDATA, context);
}

#endif

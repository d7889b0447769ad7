// A PKCS#11 module that passes every call on to SoftHSM, except where a fault
// is asked for: what tokens of other makers do, and broken ones.
//
// The tests load it by its path, as any module, and reach these functions by
// their names.

#ifndef SOCLE_FAULTY_TOKEN_H
#define SOCLE_FAULTY_TOKEN_H

// Asks for a fault by its name, or for none by an empty one.
void faulty_token_set(const char *fault);

// How often C_Login has been called since the last fault was asked for.
int faulty_token_logins(void);

// How often C_Initialize has been called in this process and those it was forked from.
int faulty_token_starts(void);

#endif

// What Swift sees of GNU libidn: the tables of RFC 3454, and normalisation.
// Only the module Cryptography imports it.

#ifndef SOCLE_CIDN_SHIM_H
#define SOCLE_CIDN_SHIM_H

#include <idn-free.h>
#include <stdbool.h>
#include <stringprep.h>

// The tables are arrays of unknown length, which Swift does not import; an
// entry of zeros ends each.
static inline bool cidn_is_in(const Stringprep_table_element *table, uint32_t code)
{
    for (; table->start != 0 || table->end != 0; table++)
        if (code >= table->start && code <= (table->end != 0 ? table->end : table->start))
            return true;
    return false;
}

// A.1: not assigned in Unicode 3.2.
static inline bool cidn_is_unassigned(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_A_1, code);
}

// B.1: such as the soft hyphen.
static inline bool cidn_is_mapped_to_nothing(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_B_1, code);
}

// C.1.2: every space but the one of ASCII.
static inline bool cidn_is_space(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_C_1_2, code);
}

// C.1.2 to C.9 without C.1.1: what RFC 4013 prohibits.
static inline bool cidn_is_prohibited(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_C_1_2, code) || cidn_is_in(stringprep_rfc3454_C_2_1, code)
        || cidn_is_in(stringprep_rfc3454_C_2_2, code) || cidn_is_in(stringprep_rfc3454_C_3, code)
        || cidn_is_in(stringprep_rfc3454_C_4, code) || cidn_is_in(stringprep_rfc3454_C_5, code)
        || cidn_is_in(stringprep_rfc3454_C_6, code) || cidn_is_in(stringprep_rfc3454_C_7, code)
        || cidn_is_in(stringprep_rfc3454_C_8, code) || cidn_is_in(stringprep_rfc3454_C_9, code);
}

// D.1: letters that run from right to left.
static inline bool cidn_runs_leftwards(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_D_1, code);
}

// D.2: letters that run from left to right.
static inline bool cidn_runs_rightwards(uint32_t code)
{
    return cidn_is_in(stringprep_rfc3454_D_2, code);
}

#endif

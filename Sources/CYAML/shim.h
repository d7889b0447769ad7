// The whole C boundary of the YAML module: libyaml's own header, nothing added.
// None of its functions is variadic, so Swift calls them as they are.
#ifndef SOCLE_CYAML_SHIM_H
#define SOCLE_CYAML_SHIM_H

#include <yaml.h>

#endif

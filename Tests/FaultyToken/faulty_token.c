#include "faulty_token.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit-1/p11-kit/pkcs11.h>

static CK_FUNCTION_LIST real, list;
static char fault[64];
static atomic_int logins;
static atomic_int lost;
static atomic_int starts;

static int is(const char *name) { return strcmp(fault, name) == 0; }

void faulty_token_set(const char *name)
{
    strncpy(fault, name, sizeof fault - 1);
    logins = 0;
    lost = is("session lost once") ? 1 : 0;
}

int faulty_token_logins(void) { return logins; }

int faulty_token_starts(void) { return starts; }

static CK_RV initialize(void *arguments)
{
    starts++;
    return real.C_Initialize(arguments);
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info)
{
    CK_RV answer = real.C_GetTokenInfo(slot, info);
    if (answer != CKR_OK)
        return answer;
    if (is("last try"))
        info->flags |= CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY;
    if (is("locked") || (is("locks") && logins > 0))
        info->flags |= CKF_USER_PIN_LOCKED;
    if (is("second last try") && logins > 0)
        info->flags |= CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY;
    if (is("silent about tries"))
        info->flags &= ~CKF_USER_PIN_COUNT_LOW;
    if (is("no PIN"))
        info->flags &= ~CKF_USER_PIN_INITIALIZED;
    return answer;
}

static CK_RV get_mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR info)
{
    if (is("no AES-GCM") && type == CKM_AES_GCM)
        return CKR_MECHANISM_INVALID;
    CK_RV answer = real.C_GetMechanismInfo(slot, type, info);
    if (is("AES-GCM for opening only") && type == CKM_AES_GCM)
        info->flags &= ~CKF_ENCRYPT;
    return answer;
}

static CK_RV open_session(
    CK_SLOT_ID slot, CK_FLAGS flags, void *context, CK_NOTIFY notify, CK_SESSION_HANDLE *session)
{
    return is("removed") ? CKR_DEVICE_REMOVED : real.C_OpenSession(slot, flags, context, notify, session);
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length)
{
    logins++;
    if (is("expired"))
        return CKR_PIN_EXPIRED;
    if (is("locked by now"))
        return CKR_PIN_LOCKED;
    return real.C_Login(session, user, pin, length);
}

static CK_RV get_attribute_value(
    CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR wanted, CK_ULONG count)
{
    if (is("silent about keys") && wanted->type == CKA_NEVER_EXTRACTABLE)
        return CKR_ATTRIBUTE_TYPE_INVALID;
    return real.C_GetAttributeValue(session, object, wanted, count);
}

static CK_RV encrypt_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
{
    if (is("removed"))
        return CKR_DEVICE_REMOVED;
    if (lost > 0) {
        lost--;
        return CKR_SESSION_HANDLE_INVALID;
    }
    if (is("no nonce of others"))
        return CKR_MECHANISM_PARAM_INVALID;
    CK_GCM_PARAMS *parameters = mechanism->pParameter;
    if (is("own nonce"))
        memcpy(parameters->pIv, "made within!", 12);
    if (is("own nonce, not told")) {
        CK_GCM_PARAMS own = *parameters;
        own.pIv = (CK_BYTE_PTR) "made within!";
        CK_MECHANISM copy = {mechanism->mechanism, &own, sizeof own};
        return real.C_EncryptInit(session, &copy, key);
    }
    return real.C_EncryptInit(session, mechanism, key);
}

static CK_RV encrypt(
    CK_SESSION_HANDLE session, CK_BYTE_PTR text, CK_ULONG length, CK_BYTE_PTR sealed, CK_ULONG_PTR sealed_length)
{
    CK_RV answer = real.C_Encrypt(session, text, length, sealed, sealed_length);
    if (is("nonce behind"))
        *sealed_length += 12;
    return answer;
}

static CK_RV decrypt_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
{
    if (is("removed"))
        return CKR_DEVICE_REMOVED;
    if (lost > 0) {
        lost--;
        return CKR_SESSION_HANDLE_INVALID;
    }
    return real.C_DecryptInit(session, mechanism, key);
}

static CK_RV decrypt(
    CK_SESSION_HANDLE session, CK_BYTE_PTR sealed, CK_ULONG length, CK_BYTE_PTR text, CK_ULONG_PTR text_length)
{
    CK_RV answer = real.C_Decrypt(session, sealed, length, text, text_length);
    if (is("broken")) {
        memset(text, 0, *text_length);
        return CKR_GENERAL_ERROR;
    }
    return is("says what is wrong") && answer != CKR_OK ? CKR_ENCRYPTED_DATA_INVALID : answer;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR functions)
{
    void *module = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
    CK_C_GetFunctionList get = module == NULL ? NULL : (CK_C_GetFunctionList) dlsym(module, "C_GetFunctionList");
    CK_FUNCTION_LIST_PTR softhsm;
    if (get == NULL || get(&softhsm) != CKR_OK)
        return CKR_GENERAL_ERROR;
    real = list = *softhsm;
    list.C_GetFunctionList = C_GetFunctionList;
    list.C_Initialize = initialize;
    list.C_GetTokenInfo = get_token_info;
    list.C_GetMechanismInfo = get_mechanism_info;
    list.C_OpenSession = open_session;
    list.C_Login = login;
    list.C_GetAttributeValue = get_attribute_value;
    list.C_EncryptInit = encrypt_init;
    list.C_Encrypt = encrypt;
    list.C_DecryptInit = decrypt_init;
    list.C_Decrypt = decrypt;
    *functions = &list;
    return CKR_OK;
}

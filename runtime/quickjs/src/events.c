/* Promises and timers: what happens between a call of `process` and its end. */
#include <stdlib.h>

#include "runtime.h"

typedef struct Rejection {
  struct Rejection *next;
  JSValue promise;
  JSValue reason;
} Rejection;

/* Rejected, and nobody has asked for the result yet; the oldest first. */
static Rejection *rejections;
static JSValue idle = JS_UNDEFINED;

static void note_rejection(JSContext *context, JSValueConst promise, JSValueConst reason, bool is_handled,
                           void *opaque) {
  (void)opaque;
  Rejection **at = &rejections;
  while (*at != NULL && JS_VALUE_GET_PTR((*at)->promise) != JS_VALUE_GET_PTR(promise)) at = &(*at)->next;
  if (*at != NULL && is_handled) {
    Rejection *handled = *at;
    *at = handled->next;
    JS_FreeValue(context, handled->promise);
    JS_FreeValue(context, handled->reason);
    free(handled);
  } else if (*at == NULL && !is_handled) {
    Rejection *added = malloc(sizeof *added);
    if (added == NULL) return;
    added->next = NULL;
    added->promise = JS_DupValue(context, promise);
    added->reason = JS_DupValue(context, reason);
    *at = added;
  }
}

void watch_rejections(JSRuntime *runtime) { JS_SetHostPromiseRejectionTracker(runtime, note_rejection, NULL); }

JSValue host_set_idle(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value;
  (void)argc;
  JS_FreeValue(context, idle);
  idle = JS_DupValue(context, argv[0]);
  return JS_UNDEFINED;
}

/* 1, or -1 and an exception when a job threw: only what JavaScript cannot catch does, such as the end of memory. */
static int run_jobs(JSContext *context) {
  JSContext *job_context;
  int ran;
  while ((ran = JS_ExecutePendingJob(JS_GetRuntime(context), &job_context)) > 0);
  return ran < 0 ? -1 : 1;
}

/* 1 when a timer was called, 0 when there is none, -1 and an exception when it threw. */
static int call_idle(JSContext *context, JSValueConst forget) {
  if (!JS_IsFunction(context, idle)) return 0;
  JSValue result = JS_Call(context, idle, JS_UNDEFINED, 1, &forget);
  if (JS_IsException(result)) return -1;
  int called = JS_ToBool(context, result);
  JS_FreeValue(context, result);
  return called;
}

JSValue await_value(JSContext *context, JSValue value) {
  if (!JS_IsPromise(value)) return value;
  /* Its rejection is this function's result. */
  JS_PromiseMarkAsHandled(context, value);
  note_rejection(context, value, JS_UNDEFINED, true, NULL);
  while (JS_PromiseState(context, value) == JS_PROMISE_PENDING) {
    int ran = JS_IsJobPending(JS_GetRuntime(context)) ? run_jobs(context) : call_idle(context, JS_FALSE);
    if (ran > 0) continue;
    if (ran == 0) {
      JS_ThrowPlainError(context, "it waits for a promise that nothing can settle any more");
      ran = -1;
    }
    if (ran < 0) {
      JS_FreeValue(context, value);
      return JS_EXCEPTION;
    }
  }
  JSValue result = JS_PromiseResult(context, value);
  bool is_rejected = JS_PromiseState(context, value) == JS_PROMISE_REJECTED;
  JS_FreeValue(context, value);
  return is_rejected ? JS_Throw(context, result) : result;
}

bool finish_events(JSContext *context) {
  bool fine = true;
  /* A timer that nobody waits for would be called for another content. */
  if (run_jobs(context) < 0 || call_idle(context, JS_TRUE) < 0) {
    JSValue thrown = JS_GetException(context);
    report_exception(context, thrown);
    JS_FreeValue(context, thrown);
    fine = false;
  }
  while (rejections != NULL) {
    Rejection *first = rejections;
    rejections = first->next;
    report_exception(context, first->reason);
    JS_FreeValue(context, first->promise);
    JS_FreeValue(context, first->reason);
    free(first);
    fine = false;
  }
  return fine;
}

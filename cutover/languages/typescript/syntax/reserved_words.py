"""Words that JavaScript keeps for itself, and names that every program finds bound."""

from __future__ import annotations

_RESERVED = (
    "break case catch class const continue debugger delete do else enum export extends false"
    " finally for function if import in instanceof new null return super switch this throw true"
    " try typeof var void while with yield await let static implements interface package private"
    " protected public"
)
_GLOBALS = (
    "undefined NaN Infinity globalThis window self document navigator location global process"
    " Buffer console module exports require __dirname __filename Object Function Boolean Symbol"
    " Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError"
    " Number BigInt Math Date String RegExp Array Int8Array Uint8Array Uint8ClampedArray Int16Array"
    " Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float32Array Float64Array"
    " Map Set WeakMap WeakSet WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer DataView"
    " Atomics JSON Promise Reflect Proxy Intl WebAssembly parseInt parseFloat isNaN isFinite"
    " encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape eval arguments"
    " setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask"
    " structuredClone fetch Request Response Headers FormData URL URLSearchParams AbortController"
    " AbortSignal Event EventTarget TextEncoder TextDecoder Blob File ReadableStream WritableStream"
    " TransformStream performance crypto atob btoa async of as satisfies keyof readonly unknown any"
    " never string number boolean object bigint symbol asserts is infer unique abstract declare"
    " describe it test expect vi vitest jest beforeEach afterEach beforeAll afterAll"
)

RESERVED = frozenset(_RESERVED.split())
GLOBALS = frozenset(_GLOBALS.split())

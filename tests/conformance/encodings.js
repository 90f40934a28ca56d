// The encodings of Alpaca's protocol, read with a decoder that is not the clients' own where that would hide what is on the wire.
import { decode, decodeTimestampToTimeSpec, encode, ExtensionCodec, EXT_TIMESTAMP } from '@msgpack/msgpack';

const timestamps = new ExtensionCodec();
timestamps.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode(data) {
    const { sec, nsec } = decodeTimestampToTimeSpec(data);
    return { milliseconds: sec * 1000 + nsec / 1e6 };
  },
});

export const messagePack = { isJson: false, encode, decode: data => decode(data, { extensionCodec: timestamps, useBigInt64: true }) };
export const json = { isJson: true, encode: JSON.stringify, decode: JSON.parse };

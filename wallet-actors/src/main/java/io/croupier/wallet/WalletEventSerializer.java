package io.croupier.wallet;

import akka.serialization.SerializerWithStringManifest;

/** Hands a stored event's bytes to the journal and back as they are; the manifest repeats the type name for SQL's sake. */
final class WalletEventSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 20_001;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object stored) {
        return WalletEventCodec.codec().typeName(((StoredWalletEvent) stored).event());
    }

    @Override
    public byte[] toBinary(Object stored) {
        return ((StoredWalletEvent) stored).bytes();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return StoredWalletEvent.read(bytes);
    }
}

package io.croupier.wallet;

import akka.serialization.SerializerWithStringManifest;

/** Akka's view of a {@link WalletSnapshot}. Whatever is wrong with one fails the wallet's recovery here. */
final class WalletSnapshotSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 20_020;
    private static final String MANIFEST = "wallet";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object snapshot) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object snapshot) {
        return ((WalletSnapshot) snapshot).bytes();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return WalletSnapshot.read(bytes);
    }
}

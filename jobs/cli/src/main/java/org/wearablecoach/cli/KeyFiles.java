package org.wearablecoach.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Base64;
import org.wearablecoach.onnx.ModelSignature;

/** Private keys in files: PEM with PKCS #8, as {@code openssl genpkey} writes them. */
final class KeyFiles {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int LINE = 64;

    private KeyFiles() {}

    /** Writes a key to a new file that only its owner can read. */
    static void write(Path file, PrivateKey key) throws IOException {
        String body =
                Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getEncoded());
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            throw new InputException(
                    file + " exists already; a key is never overwritten: name another file.", e);
        } catch (IOException e) {
            throw new InputException(
                    file + " cannot be written: name a file in a folder that exists.", e);
        }
        Files.write(
                file,
                (BEGIN + "\n" + body + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.WRITE);
    }

    /** Reads a key. */
    static PrivateKey read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new InputException(
                    file + ": there is no such key; make one with coach models keygen.");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int from = text.indexOf(BEGIN);
        int until = text.indexOf(END);
        try {
            if (from < 0 || until < from) {
                throw new IllegalArgumentException("expected a line " + BEGIN);
            }
            return ModelSignature.privateKey(
                    Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), until)));
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    file
                            + ": "
                            + e.getMessage()
                            + "; make a key with coach models keygen, or openssl genpkey -algorithm"
                            + " ed25519.",
                    e);
        }
    }
}

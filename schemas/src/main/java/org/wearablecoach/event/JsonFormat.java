package org.wearablecoach.event;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The canonical JSON of one kind of record: one line of a jsonl file, and what row hashes are taken
 * over. One record has one text, on every platform and Java version:
 *
 * <ul>
 *   <li>one object, without spaces or line ends, keys in the order of the record's components;
 *   <li>missing values (null, NaN) and infinite ones are null, and no key is left out;
 *   <li>times are ISO-8601 in UTC with milliseconds and {@code Z}, enums their names, bytes base64;
 *   <li>numbers are the shortest decimals that read back to the same bits;
 *   <li>the payload of {@link Telemetry} is a key for each kind, as on the wire, all but one null.
 * </ul>
 *
 * <p>Reading a line that was written gives a record that writes the same bytes. Each thread needs
 * its own instance, because the buffer is reused: the factory methods give a fresh one.
 *
 * @param <T> the record
 */
public final class JsonFormat<T> {

    private final JsonOut.Element<T> writer;
    private final Function<JsonFields, T> reader;
    private final UnaryOperator<T> hashed;
    private final JsonOut out = new JsonOut();
    private final MessageDigest digest = Sha256.digest();

    private JsonFormat(JsonOut.Element<T> writer, Function<JsonFields, T> reader) {
        this(writer, reader, row -> row);
    }

    private JsonFormat(
            JsonOut.Element<T> writer, Function<JsonFields, T> reader, UnaryOperator<T> hashed) {
        this.writer = writer;
        this.reader = reader;
        this.hashed = hashed;
    }

    /** A fresh format of {@link Telemetry}. */
    public static JsonFormat<Telemetry> telemetry() {
        return new JsonFormat<>(JsonTelemetry::write, JsonTelemetry::read);
    }

    /** A fresh format of {@link WindowScore}. */
    public static JsonFormat<WindowScore> windowScore() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::windowScore);
    }

    /** A fresh format of {@link Decision}. */
    public static JsonFormat<Decision> decision() {
        return new JsonFormat<>(
                JsonRecords::write,
                JsonRecords::decision,
                row -> row.rowHash() == null ? row : row.withRowHash(null));
    }

    /** A fresh format of {@link Recommendation}. */
    public static JsonFormat<Recommendation> recommendation() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::recommendation);
    }

    /** A fresh format of {@link Reward}. */
    public static JsonFormat<Reward> reward() {
        return new JsonFormat<>(
                JsonRecords::write,
                JsonRecords::reward,
                row -> row.rowHash() == null ? row : row.withRowHash(null));
    }

    /** A fresh format of {@link DeadLetter}. */
    public static JsonFormat<DeadLetter> deadLetter() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::deadLetter);
    }

    /** A fresh format of {@link ModelUpdate}. */
    public static JsonFormat<ModelUpdate> modelUpdate() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::modelUpdate);
    }

    /** A fresh format of {@link PolicyUpdate}. */
    public static JsonFormat<PolicyUpdate> policyUpdate() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::policyUpdate);
    }

    /** A fresh format of {@link ControlStatus}. */
    public static JsonFormat<ControlStatus> controlStatus() {
        return new JsonFormat<>(JsonRecords::write, JsonRecords::controlStatus);
    }

    /** The record in UTF-8, without a line end. */
    public byte[] write(T value) {
        fill(value);
        return out.copy();
    }

    /** Writes the record and a line feed, without a copy between. */
    public void writeLine(T value, OutputStream to) throws IOException {
        fill(value);
        out.newline();
        to.write(out.buffer(), 0, out.size());
    }

    /**
     * SHA-256 of the bytes of {@link #write}, 64 lower-case hexadecimal digits: the row hash. A row
     * that holds its own hash is taken without it.
     */
    public String sha256(T value) {
        fill(hashed.apply(value));
        return Sha256.hex(digest, out.buffer(), 0, out.size());
    }

    /**
     * The record of one line.
     *
     * @param line without its line end
     * @param number of the line, for the message of an error
     * @throws JsonRowException when the line is no such row, naming line, key and cure
     */
    public T read(String line, long number) {
        JsonFields fields = JsonFields.of(line, number);
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    private void fill(T value) {
        out.clear();
        writer.write(value, out);
    }
}

package org.wearablecoach.cli.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.InputException;
import org.wearablecoach.event.JsonFormat;
import org.wearablecoach.event.JsonRowException;

/**
 * The rows of a jsonl file, one after the other, in constant memory.
 *
 * @param <T> the record
 */
public final class RowReader<T> implements AutoCloseable {

    private final Path file;
    private final String option;
    private final JsonFormat<T> format;
    private final Consumer<String> unreadable;
    private final BufferedReader lines;
    private long line;
    private long rows;
    private @Nullable String firstProblem;
    private boolean canonical;

    /**
     * Opens a file.
     *
     * @param file in UTF-8
     * @param option by which the person named it
     * @param format of its rows
     * @param unreadable hears of each line that is no such row
     * @throws InputException when it cannot be opened
     */
    public RowReader(Path file, String option, JsonFormat<T> format, Consumer<String> unreadable) {
        this.file = file;
        this.option = option;
        this.format = format;
        this.unreadable = unreadable;
        if (!Files.isRegularFile(file)) {
            throw new InputException(option + " " + file + ": no such file; check the path.");
        }
        try {
            // Bytes that are no UTF-8 become replacement characters, and the line is not canonical.
            lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(file), StandardCharsets.UTF_8),
                            1 << 16);
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    /**
     * The next row, or null at the end.
     *
     * @throws InputException when the file cannot be read, or none of its lines is such a row
     */
    public @Nullable T next() {
        while (true) {
            @Nullable String text;
            try {
                text = lines.readLine();
            } catch (IOException e) {
                throw cannotRead(e);
            }
            if (text == null) {
                String problem = firstProblem;
                if (rows == 0 && problem != null) {
                    throw new InputException(option + " " + file + ", " + problem);
                }
                return null;
            }
            line++;
            if (text.isBlank()) {
                continue;
            }
            try {
                T row = format.read(text, line);
                canonical = text.equals(new String(format.write(row), StandardCharsets.UTF_8));
                rows++;
                return row;
            } catch (JsonRowException e) {
                String problem = String.valueOf(e.getMessage());
                if (firstProblem == null) {
                    firstProblem = problem;
                }
                unreadable.accept(option + " " + problem);
            }
        }
    }

    /** Whether the last row's line is, to the byte, what the coach writes for it. */
    public boolean canonical() {
        return canonical;
    }

    private InputException cannotRead(IOException e) {
        return new InputException(
                option + " " + file + " cannot be read: name a jsonl file in UTF-8.", e);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            // It was only read.
            throw cannotRead(e);
        }
    }
}

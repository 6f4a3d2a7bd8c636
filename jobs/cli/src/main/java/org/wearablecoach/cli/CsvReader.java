package org.wearablecoach.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file as RFC 4180 has them: fields may stand in double quotes. */
public final class CsvReader implements Closeable {

    private final BufferedReader in;
    private final Path file;
    private long line;

    /**
     * Opens a file.
     *
     * @param file in UTF-8
     * @throws InputException if it is in another encoding
     */
    public CsvReader(Path file) throws IOException {
        this.file = file;
        in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        try {
            in.mark(1);
            if (in.read() != '\uFEFF') {
                in.reset();
            }
        } catch (CharacterCodingException e) {
            in.close();
            throw notText(e);
        }
    }

    /** Number of the last line that was read, from 1. */
    public long line() {
        return line;
    }

    /**
     * The next row; lines that are empty are passed over. Null at the end.
     *
     * @throws InputException if a quote is not closed, or the file is not UTF-8
     */
    public @Nullable List<String> next() throws IOException {
        String text = readLine();
        line++;
        while (text != null && text.isEmpty()) {
            text = readLine();
            line++;
        }
        if (text == null) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        long began = line;
        int i = 0;
        while (true) {
            if (i == text.length()) {
                if (!quoted) {
                    fields.add(field.toString());
                    return fields;
                }
                text = readLine();
                line++;
                if (text == null) {
                    throw new InputException(
                            file + ", line " + began + ": a quote is not closed; close it.");
                }
                field.append('\n');
                i = 0;
                continue;
            }
            char c = text.charAt(i++);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i < text.length() && text.charAt(i) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
    }

    private @Nullable String readLine() throws IOException {
        try {
            return in.readLine();
        } catch (CharacterCodingException e) {
            throw notText(e);
        }
    }

    private InputException notText(CharacterCodingException why) {
        return new InputException(
                file + ", after line " + line + ": expected text in UTF-8; save the file as UTF-8.",
                why);
    }

    /** A field as it is written, in quotes where it needs them. */
    public static String field(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return '"' + value.replace("\"", "\"\"") + '"';
            }
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package org.wearablecoach.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSON file, one at a time: of one array, or one after the other. Of each object a
 * few members are kept as text; memory is bounded by the longest text.
 */
final class JsonObjects implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final String shape;
    private final String[] members;
    private final @Nullable String[] values;
    private final JsonParser parser;
    private boolean inArray;
    private long line;

    /** Number of the current object, from 1. */
    private long count;

    /**
     * Opens a file.
     *
     * @param shape how the file should look, for messages
     * @param members the names of those members of each object that are wanted
     */
    JsonObjects(Path file, String shape, String... members) {
        this.file = file;
        this.shape = shape;
        this.members = members;
        this.values = new String[members.length];
        if (Files.isDirectory(file)) {
            throw new RecordingException(file, "is a folder; name a file of " + shape);
        }
        try {
            InputStream in = Files.newInputStream(file);
            parser = JSON.createParser(in);
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be opened; check path and rights", e);
        }
    }

    /** Moves to the next object; false at the end of the file. */
    boolean next() {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY && !inArray) {
                inArray = true;
                token = parser.nextToken();
            }
            if (token == JsonToken.END_ARRAY) {
                inArray = false;
                token = parser.nextToken();
            }
            if (token == null) {
                return false;
            }
            line = parser.currentTokenLocation().getLineNr();
            if (token != JsonToken.START_OBJECT) {
                throw error("is " + token.name() + " where an object should begin; give " + shape);
            }
            count++;
            readMembers();
            return true;
        } catch (JsonProcessingException e) {
            line = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw error("is no JSON (" + firstLine(e.getOriginalMessage()) + "); give " + shape);
        } catch (IOException e) {
            throw new RecordingException(
                    file, "cannot be read after object " + count + "; give " + shape, e);
        }
    }

    private void readMembers() throws IOException {
        Arrays.fill(values, null);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int member = Arrays.asList(members).indexOf(parser.currentName());
            JsonToken value = parser.nextToken();
            if (value.isStructStart()) {
                parser.skipChildren();
            } else if (member >= 0 && value != JsonToken.VALUE_NULL) {
                values[member] = parser.getText();
            }
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Number of the line at which the current object begins, from 1. */
    long line() {
        return line;
    }

    /** A member of the current object as text; null where it is absent, null or no scalar. */
    @Nullable String text(int member) {
        return values[member];
    }

    /** A member as a number; NaN where it is absent. */
    double number(int member) {
        String text = values[member];
        if (text == null) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw bad(member, "a number");
        }
    }

    /** A member as an offset from UTC in minutes; that of UTC where it is absent. */
    int offsetSeconds(int member) {
        double minutes = values[member] == null ? 0 : number(member);
        if (!(Math.abs(minutes) <= 18 * 60)) {
            throw bad(member, "an offset from UTC in minutes");
        }
        return (int) (minutes * 60);
    }

    /** A member that is not what it should be. */
    RecordingException bad(int member, String expected) {
        String text = values[member];
        return error(
                "object "
                        + count
                        + " has "
                        + members[member]
                        + " "
                        + (text == null ? "missing" : "'" + text + "'")
                        + " instead of "
                        + expected);
    }

    private RecordingException error(String message) {
        return new RecordingException(file, line, message);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new RecordingException(file, "cannot be closed", e);
        }
    }
}

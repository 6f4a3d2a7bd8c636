package org.wearablecoach.files;

/** The header line of a table. */
final class Header {

    private Header() {}

    /** Refuses the current line unless it names exactly these columns. */
    static void expect(Lines lines, String columns) {
        if (!matches(lines, columns)) {
            throw wrong(lines, columns);
        }
    }

    /** Whether the current line names exactly these columns. */
    static boolean matches(Lines lines, String columns) {
        String[] names = columns.split(",");
        if (lines.fields() != names.length) {
            return false;
        }
        return startsWith(lines, names);
    }

    /** Whether the current line starts with these columns. */
    static boolean startsWith(Lines lines, String[] names) {
        if (lines.fields() < names.length) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            if (!lines.is(i, names[i])) {
                return false;
            }
        }
        return true;
    }

    /** The place of the first column whose name starts with these words; -1 without one. */
    static int find(Lines lines, String words) {
        for (int i = 0; i < lines.fields(); i++) {
            if (lines.startsWith(i, words)) {
                return i;
            }
        }
        return -1;
    }

    /** The error for a header that is another one. */
    static RecordingException wrong(Lines lines, String columns) {
        return lines.badField(0, "the start of the header " + columns);
    }
}

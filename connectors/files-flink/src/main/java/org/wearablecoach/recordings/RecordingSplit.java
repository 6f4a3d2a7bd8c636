package org.wearablecoach.recordings;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One input of a {@link RecordingSource} and how far it was read. A person is in one split only.
 *
 * @param number of the input among all, from 0
 * @param input the file or folder
 * @param position records already emitted, profiles included
 * @param size records of the whole recording; -1 before it was read first
 */
record RecordingSplit(int number, String input, long position, long size) implements SourceSplit {

    static final long UNREAD = -1;

    @Override
    public String splitId() {
        return Integer.toString(number);
    }
}

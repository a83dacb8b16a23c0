/** One kind of memory. */
interface Part {
    /** Before the checkpoint. */
    void fill() throws Exception;

    /** All that was filled is as it was. */
    void checkKept() throws Exception;

    /** Gives memory back and takes memory; may be called again and again. Returns what it saw. */
    String exercise() throws Exception;
}

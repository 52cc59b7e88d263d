"""Many pages on many processors: the same reading, storing and comparing as on one machine, cut into tasks by datatrove.

Stage by stage, each of tasks that know nothing of one another and leave whole files or none:

    read      WARC and WACZ shards to records and rejects, and the lines of their texts
    originals, repeats   revisits of pages that stand in other shards
    count     the lines of each site; then which of them are the site's own
    again     pages of sites that have such lines, read with them
    gather    what came of all pages of one address, by the rules of the store, in a database for each partition
    sign      different texts, and the MinHash values of each (datatrove)
    buckets   texts that share a value (datatrove)
    compare   texts that share enough of them, for true
    cluster   which document stands for which others
    write     Parquet
"""

using System.Threading;

namespace MultiThreadBackupLog.Multiplexing;

/// <summary>Things that any thread leaves and one thread at a time takes, all at once. For rare requests, never on the path of a block.</summary>
/// <remarks>A node is pushed by compare-exchange and the whole list is taken by one exchange, so no node is ever popped alone and ABA cannot arise.</remarks>
/// <typeparam name="T">What is left.</typeparam>
internal sealed class InboxStack<T>
    where T : class
{
    private Node? _head;

    public bool IsEmpty => Volatile.Read(ref _head) is null;

    /// <summary>Leaves an item. Full fence: what the caller reads next is read after the item was there.</summary>
    public void Push(T item)
    {
        var node = new Node(item);
        Node? seen = Volatile.Read(ref _head);
        while (true)
        {
            node.Next = seen;
            Node? found = Interlocked.CompareExchange(ref _head, node, seen);
            if (ReferenceEquals(found, seen))
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Takes everything, oldest first. Full fence.</summary>
    public Node? TakeAll()
    {
        Node? newest = Interlocked.Exchange(ref _head, null);
        Node? oldest = null;
        while (newest is not null)
        {
            Node? next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    internal sealed class Node(T item)
    {
        public T Item { get; } = item;

        public Node? Next { get; set; }
    }
}

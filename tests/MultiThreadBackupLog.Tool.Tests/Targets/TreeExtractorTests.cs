using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using MultiThreadBackupLog.Tests.Support;
using MultiThreadBackupLog.Tool.Targets;
using MultiThreadBackupLog.Tool.Terminal;
using MultiThreadBackupLog.Tool.Tests.Support;

namespace MultiThreadBackupLog.Tool.Tests.Targets;

public class TreeExtractorTests
{
    public static TheoryData<string> HostileNames() => new("..", "../x", "a/../../x", "./../x", "a/..", "/x", "//x", "/", "x\0y", new string('a', 5000), string.Concat(Enumerable.Repeat("a/", 3000)));

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void Extract_ANameThatLeadsOut_IsRefusedAndTheRestComes(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] archive = Archive(
            Entry(TarEntryType.Directory, name.TrimEnd('/') + "/"), Entry(name, "bad"), Link(TarEntryType.SymbolicLink, name, "t"), Link(TarEntryType.HardLink, name, "t"), Entry("good", "good"));
        ProblemList problems = Trees.Problems();
        Trees.Extract(archive, folder["root"], problems);
        Assert.Equal([folder["root"]], Directory.GetFileSystemEntries(folder.Root));
        Assert.Equal([folder["root/good"]], Directory.GetFileSystemEntries(folder["root"]));
        Assert.Equal(4, problems.FailureCount);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside")]
    [InlineData("")]
    [InlineData("later")]
    [InlineData("link")]
    [InlineData(".")]
    public void Extract_AHardLinkToWhatIsNotInTheArchive_IsRefused(string target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside", 10);
        byte[] archive = Archive(Link(TarEntryType.SymbolicLink, "link", "../outside"), RawLink("hard", target), Entry("later", "x"));
        ProblemList problems = Trees.Problems();
        Trees.Extract(archive, folder["root"], problems);
        Assert.False(Path.Exists(folder["root/hard"]));
        Assert.Contains("hard: ", Assert.Single(problems.Failures()));
    }

    [Fact]
    public void Extract_EntriesBehindASymbolicLink_StayInTheRoot()
    {
        using var folder = new TemporaryFolder();
        folder.Make("outside");
        byte[] archive = Archive(
            Link(TarEntryType.SymbolicLink, "l", "../outside"), Entry("l/file", "x"), Link(TarEntryType.HardLink, "l/hard", "l/file"), Entry(TarEntryType.Directory, "l/sub/"), Link(TarEntryType.SymbolicLink, "l/s", "."));
        ProblemList problems = Trees.Problems();
        Trees.Extract(archive, folder["root"], problems);
        Assert.Empty(Directory.GetFileSystemEntries(folder["outside"]));
        Assert.True(File.Exists(folder["root/l/file"]));
        Assert.Contains("l: not unpacked", Assert.Single(problems.Failures()));
    }

    [Fact]
    public void Extract_ASymbolicLink_DoesNotTouchWhatItPointsTo()
    {
        using var folder = new TemporaryFolder();
        string outside = folder.Write("outside", 10);
        string[] before = TreeSnapshot.Of(folder.Root);
        Trees.Extract(Archive(Link(TarEntryType.SymbolicLink, "l", outside)), folder["root"], Trees.Problems());
        Assert.Equal(outside, new FileInfo(folder["root/l"]).LinkTarget);
        Directory.Delete(folder["root"], true);
        Assert.Equal(before[1..], TreeSnapshot.Of(folder.Root)[1..]);
    }

    [Fact]
    public void Extract_ANameThatComesTwice_KeepsTheFirstAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        byte[] archive = Archive(
            Entry("f", "first"), Entry("f", "second"), Entry(TarEntryType.Directory, "f/"), Entry("f/x", "below"), Link(TarEntryType.SymbolicLink, "f", "t"), Link(TarEntryType.HardLink, "f", "f"));
        ProblemList problems = Trees.Problems();
        Trees.Extract(archive, folder["root"], problems);
        Assert.Equal("first", File.ReadAllText(folder["root/f"]));
        Assert.Equal(5, problems.FailureCount);
    }

    [Fact]
    public void Extract_KindsThatAreNotUnpacked_AreReported()
    {
        using var folder = new TemporaryFolder();
        byte[] archive = Archive(Entry(TarEntryType.Fifo, "fifo"), Entry(TarEntryType.CharacterDevice, "null"), Entry("good", "x"));
        ProblemList problems = Trees.Problems();
        Trees.Extract(archive, folder["root"], problems);
        Assert.Equal([folder["root/good"]], Directory.GetFileSystemEntries(folder["root"]));
        Assert.Equal(2, problems.FailureCount);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Extract_ArchivesOfOtherFormats_AreUnderstood(TarEntryFormat format)
    {
        using var folder = new TemporaryFolder();
        string name = format == TarEntryFormat.V7 ? "short" : format == TarEntryFormat.Ustar ? new string('d', 100) + "/" + new string('f', 90) : string.Join('/', Enumerable.Repeat(new string('g', 90), 5));
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                _ => new GnuTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes("content"));
            entry.Mode = (UnixFileMode)0x1A0;
            entry.ModificationTime = DateTimeOffset.UnixEpoch.AddDays(1);
            writer.WriteEntry(entry);
        }

        ProblemList problems = Trees.Problems();
        Trees.Extract(archive.ToArray(), folder["root"], problems);
        Assert.Empty(problems.First);
        Assert.Equal("content", File.ReadAllText(folder["root/" + name]));
        Assert.Equal((UnixFileMode)0x1A0, File.GetUnixFileMode(folder["root/" + name]));
        Assert.Equal(DateTime.UnixEpoch.AddDays(1), File.GetLastWriteTimeUtc(folder["root/" + name]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Extract_BytesThatAreNoArchive_SaysSo(int length)
    {
        using var folder = new TemporaryFolder();
        ProblemList problems = Trees.Problems();
        Trees.Extract(File.ReadAllBytes(folder.Write("bytes", length)), folder["root"], problems);
        Assert.Contains(problems.Failures(), failure => failure.Contains("there is no archive", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(folder["root"]));
    }

    [Fact]
    public void An_archive_cut_anywhere_gives_what_came_before_and_says_so_when_anything_is_missing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 700);
        folder.Write("tree/b/c", 600, 2);
        byte[] archive = Trees.Archive(folder.Make("tree"), Trees.Problems()).Bytes;
        int whole = archive.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        string[] expected = Directory.GetFiles(folder["tree"], "*", SearchOption.AllDirectories);
        for (int length = 0; length < archive.Length; length += 37)
        {
            string root = folder["cut" + length];
            ProblemList problems = Trees.Problems();
            Trees.Extract(archive[..length], root, problems);
            int found = expected.Count(file => HasSameContent(file, Path.Join(root, Path.GetRelativePath(folder["tree"], file))));
            Assert.True(found == expected.Length || problems.HasFailures || length >= whole || length % 512 == 0, "cut at " + length);
            Assert.True(length < whole || found == expected.Length);
            Directory.Delete(root, true);
        }
    }

    [Fact]
    public void An_archive_with_any_damage_stays_in_its_directory_and_ends() => PropertyCheck.ForAllSeeds(
        seed =>
        {
            using var folder = new TemporaryFolder();
            RandomTree.Make(folder.Make("tree"), seed, 8);
            byte[] archive = Trees.Archive(folder["tree"], Trees.Problems()).Bytes;
            var random = new Random(seed);
            for (int count = random.Next(1, 6); count > 0; count--)
            {
                Damage(archive, random);
            }

            folder.Make("out");
            Trees.Extract(archive, folder["out/root"], Trees.Problems());
            Directory.Delete(folder["tree"], true);
            return Directory.GetFileSystemEntries(folder.Root).Length == 1 && Directory.GetFileSystemEntries(folder["out"]).Length == 1;
        },
        200);

    [Fact]
    public void Extract_WithBytesLostOnTheTape_NamesTheFilesAndBringsBackTheOthers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tree/a", 5_000, 1);
        folder.Write("tree/b", 5_000, 2);
        folder.Write("tree/c", 5_000, 3);
        folder.Write("tree/d", 5_000, 4);
        byte[] archive = Trees.Archive(folder["tree"], Trees.Problems()).Bytes;

        // From within b's content to within c's: c's header is lost with it.
        int b = archive.AsSpan().IndexOf(File.ReadAllBytes(folder["tree/b"])) + 1_000;
        int c = archive.AsSpan().IndexOf(File.ReadAllBytes(folder["tree/c"])) + 1_000;
        ProblemList problems = Trees.Problems();
        using (var tree = new OutputTree(folder["back"], problems, CancellationToken.None))
        {
            tree.Write(archive.AsSpan(0, b));
            tree.WriteGap(c - b);
            tree.Write(archive.AsSpan(c));
            Assert.False(tree.Commit());
        }

        Assert.False(Path.Exists(folder["back"]));
        Assert.True(HasSameContent(folder["tree/a"], folder["back.partial/a"]));
        Assert.True(HasSameContent(folder["tree/d"], folder["back.partial/d"]));
        Assert.Equal(File.ReadAllBytes(folder["tree/b"])[..1_000], File.ReadAllBytes(folder["back.partial/b"])[..1_000]);
        Assert.False(Path.Exists(folder["back.partial/c"]));
        Assert.Contains("b: 4000 bytes of it were lost on the tape; filled with zeros", problems.Failures());
        Assert.Contains("d: entries before it may be missing: they were lost on the tape", problems.Failures());
    }

    private static bool HasSameContent(string expected, string actual) =>
        File.Exists(actual) && File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual));

    // A flipped bit, bytes of another place, or a header whose sum is right although its content is not.
    private static void Damage(byte[] archive, Random random)
    {
        int at = random.Next(archive.Length);
        switch (random.Next(3))
        {
            case 0:
                archive[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                int from = random.Next(archive.Length);
                int length = Math.Min(random.Next(600), archive.Length - Math.Max(from, at));
                archive.AsSpan(from, length).CopyTo(archive.AsSpan(at));
                break;
            default:
                Span<byte> header = archive.AsSpan(at / 512 * 512, 512);
                header[random.Next(512)] = (byte)random.Next(256);
                header.Slice(148, 8).Fill((byte)' ');
                int sum = 0;
                foreach (byte value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
                break;
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string name) => new(type, name);

    private static PaxTarEntry Entry(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static PaxTarEntry Link(TarEntryType type, string name, string target) => new(type, name) { LinkName = target };

    // The writer of the base class library refuses an empty target; ours has to meet one all the same.
    private static PaxTarEntry RawLink(string name, string target) => Link(TarEntryType.HardLink, name, target.Length == 0 ? "/" : target);

    private static byte[] Archive(params IEnumerable<PaxTarEntry> entries)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (PaxTarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }
}

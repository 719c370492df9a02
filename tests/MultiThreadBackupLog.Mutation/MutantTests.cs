using System;
using System.Collections.Generic;
using System.Linq;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Which tests a mutant meets, in which order.</summary>
internal sealed class MutantTests
{
    private const int KillersKept = 4;
    private const double QuickMilliseconds = 200;

    private static readonly List<KnownTest> NoTests = [];

    private readonly Dictionary<int, List<KnownTest>> _byMutant = [];
    private readonly Dictionary<string, List<KnownTest>> _byFile = [];
    private readonly Dictionary<string, List<KnownTest>> _byFolder = [];
    private readonly Dictionary<string, List<KnownTest>> _killers = [];
    private readonly HashSet<int> _statics;

    public MutantTests(IEnumerable<KnownTest> baseline, IEnumerable<Mutant> mutants, NameFilter with)
    {
        Dictionary<int, string> files = mutants.ToDictionary(mutant => mutant.Id, mutant => mutant.File);
        List<KnownTest> all = baseline.ToList();
        KnownTest statics = all.Single(test => test.Id == KnownTest.Statics);
        _statics = statics.Reached.ToHashSet();
        Filter = statics.Name;
        foreach (KnownTest test in all.Where(test => test != statics && with.Matches(test.Name)).OrderBy(test => test.Milliseconds))
        {
            var reachedFiles = new HashSet<string>();
            var reachedFolders = new HashSet<string>();
            foreach (int id in test.Reached)
            {
                Add(_byMutant, id, test);
                if (files.TryGetValue(id, out string? file) && reachedFiles.Add(file))
                {
                    Add(_byFile, file, test);
                    if (reachedFolders.Add(FolderOf(file)))
                    {
                        Add(_byFolder, FolderOf(file), test);
                    }
                }
            }
        }
    }

    /// <summary>Gets the filter with which the baseline found its tests.</summary>
    public string Filter { get; }

    /// <summary>Whether a static initialiser reaches the mutant, or something else that happens once in a process.</summary>
    public bool IsStatic(Mutant mutant) => _statics.Contains(mutant.Id);

    /// <summary>The tests that reach a mutant: those first that noticed others of its file, then the quick ones.</summary>
    public List<KnownTest> Of(Mutant mutant)
    {
        List<KnownTest> tests = _byMutant.GetValueOrDefault(mutant.Id) ?? NoTests;
        return KillersFirst(mutant, tests);
    }

    /// <summary>The tests that reach anything in the file of a mutant.</summary>
    public List<KnownTest> OfFile(Mutant mutant) => KillersFirst(mutant, _byFile.GetValueOrDefault(mutant.File) ?? NoTests);

    /// <summary>The tests that reach anything in the folder of a mutant, without those of its file.</summary>
    /// <remarks>Whoever reads a value of a static initialiser reaches no mutant by it: so these may notice it, too.</remarks>
    public List<KnownTest> OfFolder(Mutant mutant) =>
        (_byFolder.GetValueOrDefault(FolderOf(mutant.File)) ?? NoTests).Except(_byFile.GetValueOrDefault(mutant.File) ?? NoTests).ToList();

    public void Remember(Mutant mutant, KnownTest killer)
    {
        if (killer.Milliseconds > QuickMilliseconds)
        {
            return;
        }

        lock (_killers)
        {
            Add(_killers, mutant.File, killer);
            List<KnownTest> killers = _killers[mutant.File];
            killers.RemoveAt(killers.Count - 1);
            killers.Remove(killer);
            killers.Insert(0, killer);
            if (killers.Count > KillersKept)
            {
                killers.RemoveAt(KillersKept);
            }
        }
    }

    private static string FolderOf(string file) => file[..(file.LastIndexOf('/') + 1)];

    private List<KnownTest> KillersFirst(Mutant mutant, List<KnownTest> tests)
    {
        lock (_killers)
        {
            return _killers.TryGetValue(mutant.File, out List<KnownTest>? killers)
                ? killers.Where(tests.Contains).Concat(tests.Except(killers)).ToList()
                : tests;
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<KnownTest>> lists, TKey key, KnownTest test)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<KnownTest>? list))
        {
            lists[key] = list = [];
        }

        list.Add(test);
    }
}

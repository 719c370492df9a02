using System;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Runs the mutants that Stryker made, in one process: docs/testing.md, Mutation testing, says how to use it.</summary>
internal static class Program
{
    private const string Usage = """
        generate  --project FOLDER --stryker PATH         let Stryker make all mutants, keep its report and the mutated library
        baseline  --bin FOLDER [--tests FILTER] [--longest SECONDS]  run the tests without a mutant, twice, and note what each one reaches
        run       --files GLOB[,GLOB]                     run the mutants of these files
                  [--with FILTER] [--status NAME,...] [--ids 1,2,...] [--budget SECONDS] [--workers N] [--patience SECONDS] [--sample SEED]
        list      --files GLOB[,GLOB] [--status NAME,...] survivors with their places
        score     --files GLOB[,GLOB]                     figures by file
        every verb: [--folder FOLDER]                     where all of it is kept; artifacts/mutation
        FILTER: parts of class or test names with commas between them, one of them must occur; !part must not
        """;

    private static int Main(string[] args)
    {
        try
        {
            return Run(args);
        }
        catch (ArgumentException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            Console.Error.WriteLine(Usage);
            return 2;
        }
    }

    private static int Run(string[] args)
    {
        var arguments = new Arguments(args);
        var folder = new RunFolder(arguments["folder"] ?? "artifacts/mutation");
        switch (args.Length == 0 ? "nothing" : args[0])
        {
            case "generate":
                return Generator.Run(folder, arguments.Needed("project"), arguments.Needed("stryker"));
            case "baseline":
                return BaselineRun.Run(folder, arguments.Needed("bin"), arguments["tests"] ?? "!.Stress.", arguments.Number("longest", 2));
            case "run":
                return new MutationRun(folder, arguments).Run();
            case "list":
                return Listing.Survivors(folder, arguments);
            case "score":
                return Listing.Score(folder, arguments);
            case "worker":
                return Worker.Run(folder, arguments);
            case var other:
                throw new ArgumentException($"'{other}' is no verb.");
        }
    }
}

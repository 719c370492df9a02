using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MultiThreadBackupLog.Mutation;

/// <summary>Puts a switch of our own into the mutated library.</summary>
/// <remarks>
/// Stryker's switch looks for files and environment variables and notes what was reached in a list that it searches under a lock. Ours is a field and
/// an array with a byte for each mutant, so that a test with the switch takes hardly longer than without, also while it is noted what the test reaches.
/// </remarks>
internal static class MutantSwitch
{
    /// <summary>Name of the field with the array; null but while it is noted what is reached.</summary>
    public const string Hits = "Hits";

    /// <summary>Name of the field with the mutant that is active, -1 for none.</summary>
    public const string Active = "ActiveMutant";

    /// <summary>In an element of the array: the mutant was reached.</summary>
    public const byte Reached = 1;

    /// <summary>In an element of the array: the mutant was reached in a static initialiser.</summary>
    public const byte ReachedInStatic = 2;

    public static void Install(string source, string destination)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(source);
        TypeDefinition control = module.Types.Single(type => type.Name == "MutantControl");
        MethodDefinition inStatic = module.Types.Single(type => type.Name == "MutantContext").Methods.Single(method => method.Name == "InStatic");
        FieldDefinition active = control.Fields.Single(field => field.Name == Active);
        var hits = new FieldDefinition(Hits, FieldAttributes.Public | FieldAttributes.Static, new ArrayType(module.TypeSystem.Byte));
        control.Fields.Add(hits);

        // No mutant until somebody says so.
        ILProcessor start = Emptied(control.Methods.Single(method => method.Name == ".cctor"));
        start.Emit(OpCodes.Ldc_I4_M1);
        start.Emit(OpCodes.Stsfld, active);
        start.Emit(OpCodes.Ret);

        // byte[] hits = Hits; if (hits != null) { hits[id] |= (byte)(1 | (InStatic() ? 1 : 0) << 1); } return id == ActiveMutant;
        MethodDefinition isActive = control.Methods.Single(method => method.Name == "IsActive");
        ILProcessor code = Emptied(isActive);
        isActive.Body.Variables.Add(new VariableDefinition(hits.FieldType));
        isActive.Body.InitLocals = true;
        Instruction compare = code.Create(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldsfld, hits);
        code.Emit(OpCodes.Stloc_0);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Brfalse, compare);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldelem_U1);
        code.Emit(OpCodes.Call, inStatic);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Shl);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Or);
        code.Emit(OpCodes.Or);
        code.Emit(OpCodes.Stelem_I1);
        code.Append(compare);
        code.Emit(OpCodes.Ldsfld, active);
        code.Emit(OpCodes.Ceq);
        code.Emit(OpCodes.Ret);
        module.Write(destination);
    }

    private static ILProcessor Emptied(MethodDefinition method)
    {
        method.Body = new MethodBody(method);
        return method.Body.GetILProcessor();
    }
}

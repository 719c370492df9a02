using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MultiThreadBackupLog.Tests.House;

/// <summary>Writes an assembly's public surface, one member a line, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Describe(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            yield return Kind(type) + " " + Name(type) + Bases(type);
            foreach (string member in type.GetMembers(Declared).Select(Member).OfType<string>().OrderBy(m => m, StringComparer.Ordinal))
            {
                yield return Name(type) + "." + member;
            }
        }
    }

    private static string? Member(MemberInfo member) => member switch
    {
        ConstructorInfo c when Visible(c) => "ctor(" + Parameters(c) + ")",
        MethodInfo m when Visible(m) && !IsAccessor(m) => Modifiers(m) + m.Name + "(" + Parameters(m) + ") : " + Name(m.ReturnType),
        PropertyInfo p when Accessors(p).Length > 0 =>
            Modifiers(p.GetMethod ?? p.SetMethod!) + p.Name + Index(p) + " { " + Accessors(p) + " } : " + Name(p.PropertyType),
        EventInfo e when Visible(e.AddMethod!) => "event " + e.Name + " : " + Name(e.EventHandlerType!),
        FieldInfo { IsLiteral: true, IsPublic: true } f => "const " + f.Name + " = " + Convert.ToString(f.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture),
        FieldInfo f when (f.IsPublic || f.IsFamily) && !f.IsSpecialName => (f.IsStatic ? "static " : string.Empty) + "field " + f.Name + " : " + Name(f.FieldType),
        _ => null,
    };

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Accessors(PropertyInfo property) => string.Join(" ", new[]
    {
        property.GetMethod is { } get && Visible(get) ? "get;" : null,
        property.SetMethod is { } set && Visible(set) ? (set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;") : null,
    }.OfType<string>());

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters().Length == 0 ? string.Empty : "[" + string.Join(", ", property.GetIndexParameters().Select(p => Name(p.ParameterType))) + "]";

    private static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : string.Empty)
        + (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : string.Empty)
        + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? (method.GetBaseDefinition() == method ? "virtual " : "override ") : string.Empty);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : string.Empty) + Name(p.ParameterType) + " " + p.Name + (p.HasDefaultValue ? " = default" : string.Empty)));

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type.IsInterface ? "interface"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Bases(Type type)
    {
        IEnumerable<string> bases = type.GetInterfaces().Where(i => i.IsPublic && !type.IsEnum).Select(Name).OrderBy(n => n, StringComparer.Ordinal);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases = bases.Prepend(Name(parent));
        }

        string text = string.Join(", ", bases);
        return text.Length == 0 ? string.Empty : " : " + text;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = (type.IsNested ? Name(type.DeclaringType!) + "." : (type.Namespace is { } ns && ns.StartsWith("MultiThreadBackupLog", StringComparison.Ordinal) ? ns + "." : string.Empty)) + type.Name.Split('`')[0];
        return type.IsGenericType ? name + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">" : name;
    }
}
